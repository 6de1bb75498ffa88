// Choosing a class: the plain list becomes a field that searches as one types. The list stays the form's own field.
(() => {
  "use strict";
  let serial = 0;
  const enhance = (block) => {
    const select = block.querySelector("select");
    if (!select || block.dataset.done) return;
    block.dataset.done = "1";
    serial += 1;
    const input = document.createElement("input"), list = document.createElement("ul"), wrap = document.createElement("div");
    const label = block.querySelector("label");
    input.id = `${select.id}-find`;
    input.className = "form-control";
    input.type = "text";
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    if (select.getAttribute("aria-describedby")) input.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
    list.id = `classes-${serial}`;
    list.className = "combo-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label.textContent.trim());
    input.setAttribute("aria-controls", list.id);
    wrap.className = "combo";
    const chosen = () => (select.value ? select.selectedOptions[0].textContent : "");
    input.value = chosen();
    select.hidden = true;
    select.after(wrap);
    wrap.append(input, list);
    label.htmlFor = input.id;

    let at = -1, asked = 0, timer = 0;
    const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (next) => {
      const options = [...list.children].filter((one) => one.dataset.code);
      if (!options.length) return;
      at = (next + options.length) % options.length;
      options.forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      if (![...select.options].some((one) => one.value === option.dataset.code)) select.add(new Option(option.dataset.label, option.dataset.code));
      select.value = option.dataset.code;
      input.value = option.dataset.label;
      close();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const draw = (items) => {
      list.replaceChildren(...items.map((item, index) => {
        const option = document.createElement("li"), small = document.createElement("small");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.code = item.code;
        option.dataset.label = item.label;
        option.append(item.label);
        small.textContent = [item.code, item.path, item.council].filter(Boolean).join(" · ");
        option.append(small);
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
        return option;
      }));
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(items.length > 0));
      at = -1;
      if (items.length) mark(0);
    };
    const ask = async () => {
      const text = input.value.trim();
      if (!text) { select.value = ""; close(); return; }
      asked += 1;
      const mine = asked;
      try {
        const query = new URLSearchParams({ as: "json", scheme: block.dataset.classes, q: text });
        const answer = await fetch(`/desk/classes?${query}`, { headers: { Accept: "application/json" } });
        if (mine === asked && answer.ok) draw((await answer.json()).items);
      } catch { close(); }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") { event.preventDefault(); if (list.hidden) ask(); else mark(at + 1); }
      else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); mark(at - 1); }
      else if (event.key === "Enter" && !event.ctrlKey && !list.hidden && at >= 0) { event.preventDefault(); take(list.children[at]); }
      else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); close(); }
    });
    input.addEventListener("blur", () => { if (input.value.trim()) input.value = chosen(); else select.value = ""; close(); });
  };
  const wire = (root) => { for (const block of root.querySelectorAll("[data-classes]")) enhance(block); };
  wire(document);
  document.addEventListener("htmx:load", (event) => wire(event.target));
})();
