// Kindnesses for forms. Everything here also works without it.
(() => {
  "use strict";
  const errors = document.getElementById("errors");
  if (errors) errors.focus();

  // Fields that are asked for only with certain choices: hidden and not sent otherwise.
  const values = (form, name) => {
    const found = [];
    for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if ((one.type === "radio" || one.type === "checkbox") && !one.checked) continue;
      found.push(one.value);
    }
    return found;
  };
  const update = (form) => {
    for (const block of form.querySelectorAll("[data-when]")) {
      const when = JSON.parse(block.dataset.when);
      const shown = Object.entries(when).every(([name, wanted]) => values(form, name).some((v) => wanted.includes(v)));
      block.hidden = !shown;
      for (const one of block.querySelectorAll("input, select, textarea")) one.disabled = !shown;
    }
  };
  const wire = (root) => {
    for (const form of root.querySelectorAll("form")) {
      if (!form.querySelector("[data-when]") || form.dataset.wired) continue;
      form.dataset.wired = "1";
      form.addEventListener("change", () => update(form));
      update(form);
    }
  };
  wire(document);
  document.addEventListener("htmx:load", (event) => wire(event.target));

  // One tap sends once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

  // What is wrong with a field is no longer said once the field is changed and not empty: the check comes at sending.
  const settle = (event) => {
    const one = event.target, field = one.closest?.(".has-error");
    if (!field || (one.type !== "radio" && one.type !== "checkbox" && !one.value.trim())) return;
    const said = field.querySelector(".field-error");
    field.classList.remove("has-error");
    for (const each of [field, ...field.querySelectorAll("[aria-invalid], [aria-describedby]")]) {
      each.removeAttribute("aria-invalid");
      const left = (each.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== said?.id);
      if (left.length) each.setAttribute("aria-describedby", left.join(" ")); else each.removeAttribute("aria-describedby");
    }
    said?.remove();
    if (document.querySelector(".has-error")) return;
    for (const box of document.querySelectorAll(".errors")) {
      if ([...box.querySelectorAll("li")].every((line) => line.querySelector("a"))) box.remove();
    }
  };
  document.addEventListener("input", settle);
  document.addEventListener("change", settle);

  for (const one of document.querySelectorAll("[data-print]")) one.addEventListener("click", () => print());
})();

// A form that takes a while says so on its button; sent twice it would do nothing twice, but nobody should wonder.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const button = event.target.dataset?.busy ? event.submitter || event.target.querySelector("button") : null;
    if (!button || event.defaultPrevented) return;
    button.dataset.idle = button.textContent;
    setTimeout(() => { button.textContent = event.target.dataset.busy; button.setAttribute("aria-disabled", "true"); }, 0);
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[data-idle]")) {
      button.textContent = button.dataset.idle;
      button.removeAttribute("aria-disabled");
      delete button.dataset.idle;
    }
  });
})();
