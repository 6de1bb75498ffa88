// The desk by keyboard: a letter for each move, / to search, ? for the list of keys. All of it is on the page as links too.
(() => {
  "use strict";
  const OFF = "desk-keys-off";
  const root = document.documentElement;
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a private window */ } };

  // What sticks below the top bar needs to know how high it is.
  const measure = () => {
    const top = document.querySelector(".top"), head = document.querySelector(".case-head");
    if (top) root.style.setProperty("--top-height", `${top.offsetHeight}px`);
    if (head) root.style.setProperty("--head-height", `${head.offsetHeight}px`);
  };
  measure();
  addEventListener("resize", measure);
  for (const one of document.querySelectorAll(".case-head")) new ResizeObserver(measure).observe(one);

  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const dialog = document.getElementById("keys");
  const off = document.querySelector("[data-keys-off]");
  if (off) {
    off.checked = stored(OFF) === "1";
    off.addEventListener("change", () => store(OFF, off.checked ? "1" : "0"));
  }

  // The moves that have a letter here: buttons of the page, or those of the row one stands on.
  const moves = () => {
    const row = document.querySelector("[data-list] tr.is-here");
    if (row && row.dataset.hints) {
      return row.dataset.hints.split(" · ").map((text) => [text.slice(0, 1), text.slice(2)]);
    }
    return [...document.querySelectorAll("[data-key][data-label]")].map((one) => [one.dataset.key, one.dataset.label]);
  };
  const show = () => {
    if (!dialog || dialog.open) return;
    const list = dialog.querySelector("[data-keys-moves]");
    list.replaceChildren(...moves().map(([key, label]) => {
      const line = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd");
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      dt.append(kbd);
      dd.textContent = label;
      line.append(dt, dd);
      return line;
    }));
    dialog.querySelector("[data-keys-none]").hidden = list.childElementCount > 0;
    dialog.showModal();
  };
  for (const one of document.querySelectorAll("[data-keys]:not(tr)")) one.addEventListener("click", show);
  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.closest("dialog").close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form") || document.querySelector("#drawer[open] form, #move-panel form");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (typing(event.target) || (off && off.checked)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const field = document.getElementById("q") || document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "?") {
      event.preventDefault();
      show();
    } else if (/^[a-z]$/.test(event.key)) {
      const button = document.querySelector(`[data-key="${event.key}"]:not([disabled])`);
      if (button) { event.preventDefault(); button.click(); }
    }
  });

  // A form that has come in takes the focus: what is wrong first, else the first field, else the button.
  const settle = (panel) => {
    const form = panel.querySelector("form#move-form") || panel;
    const first = panel.querySelector(".errors, [role=alert]")
      || [...form.querySelectorAll("input, textarea, select")].find((one) => one.type !== "hidden" && !one.disabled && one.offsetParent !== null)
      || panel.querySelector("button[type=submit]");
    if (!first) return;
    if (first.matches(".errors, [role=alert]")) first.tabIndex = -1;
    first.focus({ preventScroll: true });
    const at = panel.getBoundingClientRect().top;
    if (at < 0 || at > innerHeight * 0.7) panel.scrollIntoView({ block: "start" });
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    const panel = event.target.closest("#move-panel, #drawer-form") || document.querySelector("#drawer[open] #drawer-form");
    if (panel && !event.target.closest(".routing")) settle(panel);
  });
  const panel = document.querySelector("#move-panel .move-form");
  if (panel) settle(panel);
})();
