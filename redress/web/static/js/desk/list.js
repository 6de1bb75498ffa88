// A list by keyboard: j and k move, enter opens, space ticks, a letter opens that move's form in a drawer over the list.
(() => {
  "use strict";
  const list = document.querySelector("[data-list]");
  if (!list) return;
  const rows = [...list.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.dataset.href);
  const off = document.querySelector("[data-keys-off]");
  const hint = document.querySelector("[data-hintline]");
  const drawer = document.getElementById("drawer");
  const place = `desk-row:${location.pathname}${location.search}`;
  let here = -1;

  const go = (at, { focus = true } = {}) => {
    if (!rows.length) return;
    here = Math.max(0, Math.min(rows.length - 1, at));
    rows.forEach((row, index) => row.classList.toggle("is-here", index === here));
    const row = rows[here];
    if (focus) row.querySelector("th a").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (hint) hint.textContent = row.dataset.hints || "";
    try { sessionStorage.setItem(place, String(here)); } catch { /* a private window */ }
  };
  list.addEventListener("focusin", (event) => {
    const at = rows.indexOf(event.target.closest("tr"));
    if (at >= 0 && at !== here) go(at, { focus: false });
  });
  try {
    const before = sessionStorage.getItem(place);
    if (before !== null && rows.length) go(Number(before) || 0, { focus: false });
  } catch { /* a private window */ }

  const open = (row, move, label) => {
    const address = `${row.dataset.href}/m/${move}?next=${encodeURIComponent(location.pathname + location.search)}`;
    if (!drawer || !window.htmx) { location.href = address; return; }
    drawer.querySelector("#drawer-title").textContent = [label, row.querySelector("th a").textContent].filter(Boolean).join(" ");
    window.htmx.ajax("GET", address, { target: "#drawer-form", swap: "innerHTML" }).then(() => {
      if (drawer.querySelector(".move-form") && !drawer.open) {
        drawer.showModal();
        const first = [...drawer.querySelectorAll("#drawer-form input, #drawer-form textarea, #drawer-form select")]
          .find((one) => one.type !== "hidden" && !one.disabled && one.offsetParent !== null)
          || drawer.querySelector("#drawer-form button[type=submit]");
        if (first) first.focus();
      }
    });
  };
  if (drawer) drawer.addEventListener("close", () => {
    drawer.querySelector("#drawer-form").replaceChildren();
    if (here >= 0) go(here);
  });
  for (const link of list.querySelectorAll("a[data-move]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
      event.preventDefault();
      const row = link.closest("tr");
      go(rows.indexOf(row), { focus: false });
      open(row, link.dataset.move, link.textContent);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (off && off.checked)) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      go(here < 0 ? 0 : here + (event.key === "j" ? 1 : -1));
    } else if (here >= 0 && event.key === " " && !event.target.closest("button, summary")) {
      const tick = rows[here].querySelector(".tick input");
      if (tick) { event.preventDefault(); tick.checked = !tick.checked; count(); }
    } else if (here >= 0 && event.key === "Enter" && !event.target.closest("a, button, summary, input")) {
      event.preventDefault();
      location.href = rows[here].dataset.href;
    } else if (here >= 0 && /^[a-z]$/.test(event.key)) {
      const known = (rows[here].dataset.keys || "").split(" ").find((one) => one.startsWith(`${event.key}:`));
      if (known) {
        event.preventDefault();
        const words = (rows[here].dataset.hints || "").split(" · ").find((one) => one.startsWith(`${event.key} `));
        open(rows[here], known.slice(2), words ? words.slice(2) : "");
      }
    }
  }, true);

  // Ticks.
  const ticks = () => [...list.querySelectorAll("td .tick-box, td.tick input")];
  const all = list.querySelector("[data-all]");
  const told = document.querySelector("[data-ticked]");
  const count = () => {
    const n = ticks().filter((one) => one.checked).length;
    if (told) told.textContent = n ? `${told.dataset.some} ${n}` : told.dataset.none;
    if (all) { all.checked = n > 0 && n === ticks().length; all.indeterminate = n > 0 && n < ticks().length; }
  };
  if (all) all.addEventListener("change", () => { for (const one of ticks()) one.checked = all.checked; count(); });
  list.addEventListener("change", count);
  count();
})();
