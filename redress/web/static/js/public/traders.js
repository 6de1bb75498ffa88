// Known names under the field while one types.
(() => {
  "use strict";
  const field = document.querySelector("input[data-source='traders']");
  if (!field) return;
  const list = document.createElement("datalist");
  list.id = "known-traders";
  field.after(list);
  field.setAttribute("list", list.id);
  const button = document.querySelector("button[name='look']");
  if (button) button.parentElement.hidden = !document.querySelector("[name='trader_pick']") && true;
  let timer = 0, last = "";
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = field.value.trim();
      if (text.length < 2 || text === last) return;
      last = text;
      try {
        const answer = await fetch("/lodge/traders?q=" + encodeURIComponent(text));
        if (!answer.ok) return;
        const { names } = await answer.json();
        list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
      } catch { /* offline: type on */ }
    }, 250);
  });
})();
