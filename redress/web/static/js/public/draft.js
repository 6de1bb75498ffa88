// What is being typed is kept on this device as well: a lost connection or a closed page loses nothing.
(() => {
  "use strict";
  const PREFIX = "redress-draft:", DAYS = 7;
  const all = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const clear = () => { for (const key of all()) localStorage.removeItem(key); };
  try {
    for (const key of all()) {
      const kept = JSON.parse(localStorage.getItem(key) || "{}");
      if (!kept.at || Date.now() - kept.at > DAYS * 864e5) localStorage.removeItem(key);
    }
    if (document.querySelector("[data-lodged]") || new URLSearchParams(location.search).has("cleared")) clear();
  } catch { return; }
  for (const form of document.querySelectorAll("[data-draft-drop]")) form.addEventListener("submit", clear);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = PREFIX + form.dataset.draft;
    const fields = () => [...form.elements].filter((one) => one.name && one.name !== "csrfmiddlewaretoken" && !["file", "submit", "hidden", "button"].includes(one.type));
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      const empty = fields().every((one) => ["radio", "checkbox"].includes(one.type) ? one.checked === one.defaultChecked && !one.checked : !one.value);
      if (kept && empty) {
        for (const one of fields()) {
          const values = kept.values[one.name];
          if (!values) continue;
          if (["radio", "checkbox"].includes(one.type)) one.checked = values.includes(one.value);
          else one.value = values[0];
        }
      }
    } catch { localStorage.removeItem(key); }
    let timer = 0;
    const save = () => {
      const values = {};
      for (const one of fields()) {
        if (["radio", "checkbox"].includes(one.type) && !one.checked) continue;
        if (one.value) (values[one.name] ||= []).push(one.value);
      }
      try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values })); } catch { /* full: the server keeps it at the next step */ }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
    addEventListener("pagehide", () => { if (timer) save(); });
  }
})();
