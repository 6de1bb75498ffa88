// The call taker's page: what is typed is kept each second, on the server and, until it is there, in this browser.
(() => {
  "use strict";
  const SENT = "desk-draft-sent";
  if (document.querySelector("[data-registered]")) {  // what was registered needs no copy in this browser any more
    try {
      const sent = sessionStorage.getItem(SENT);
      if (sent) { localStorage.removeItem(sent); sessionStorage.removeItem(SENT); }
    } catch { /* a private window */ }
  }
  const form = document.getElementById("entry");
  if (!form) return;
  const told = form.querySelector("[data-kept]");
  const draft = form.elements.draft.value, token = form.elements.csrfmiddlewaretoken.value;
  const mine = `desk-draft:${form.dataset.person}:`, key = mine + draft;
  const put = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a private window */ } };
  const drop = (name) => { try { localStorage.removeItem(name); } catch { /* a private window */ } };

  const written = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (name !== "csrfmiddlewaretoken" && typeof value === "string") data.append(name, value);
    return data.toString();
  };
  let kept = written(), busy = false, sent = false;
  const say = (text, isBad) => { if (told) { told.textContent = text; told.classList.toggle("left-late", Boolean(isBad)); } };
  const words = form.dataset;
  const keep = async () => {
    if (busy || sent) return;
    const now = written();
    if (now === kept) return;
    busy = true;
    put(key, now);
    try {
      const answer = await fetch(words.draft, {
        method: "POST", body: `${now}&csrfmiddlewaretoken=${encodeURIComponent(token)}`,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const told_ = await answer.json();
      kept = now;
      if (written() === now) drop(key);
      say(`${words.saved} ${told_.at}`);
    } catch { say(words.offline, true); }
    busy = false;
  };
  setInterval(keep, 1000);
  form.addEventListener("submit", () => {
    sent = true;
    put(key, written());
    try { sessionStorage.setItem(SENT, key); } catch { /* a private window */ }
  });
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("beforeunload", (event) => { if (!sent && written() !== kept) event.preventDefault(); });

  // What another page of mine could not send is offered again.
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(mine) || name === key) continue;
      const held = new URLSearchParams(localStorage.getItem(name) || "");
      if (!(held.get("narrative") || "").trim()) { drop(name); continue; }
      const line = document.createElement("p"), button = document.createElement("button");
      line.className = "notice notice-near";
      button.type = "button";
      button.className = "btn btn-small";
      button.textContent = words.restore;
      line.append(`${words.found} “${held.get("narrative").slice(0, 20)}…” `, button);
      button.addEventListener("click", () => {
        for (const field of form.elements) {
          if (!field.name || ["draft", "csrfmiddlewaretoken", "_page"].includes(field.name)) continue;
          if (field.type === "checkbox" || field.type === "radio") field.checked = held.getAll(field.name).includes(field.value);
          else if (held.has(field.name)) field.value = held.get(field.name);
        }
        drop(name);
        line.remove();
      });
      form.querySelector(".entry-head").after(line);
    }
  } catch { /* a private window */ }

  // The caller's other cases, as soon as the number is complete.
  const phone = form.elements.phone;
  let asked = "", timer = 0;
  const similar = () => {
    const digits = phone.value.replace(/\D/g, "");
    if (digits.length < 7 || digits === asked || !window.htmx) return;
    asked = digits;
    window.htmx.ajax("POST", words.similar, { target: "#similar", swap: "innerHTML", values: { phone: phone.value, csrfmiddlewaretoken: token } });
  };
  phone.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(similar, phone.value.replace(/\D/g, "").length >= 11 ? 50 : 700); });
  if (phone.value) addEventListener("load", similar);

  // Alt and a digit jump to what is asked next, so that no mouse is needed.
  const jumps = ["narrative", "phone", "name", "trader", "amount", "subject_class", "channel"];
  const target = (name) => document.getElementById(`e-${name}-find`) || document.getElementById(`e-${name}`);
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const name = jumps[Number(event.key) - 1], field = name && target(name);
    if (field) { event.preventDefault(); field.focus(); if (field.select && name !== "narrative") field.select(); }
  });
  jumps.forEach((name, index) => {
    const field = target(name), label = field && form.querySelector(`label[for="${field.id}"]`);
    if (!label) return;
    const kbd = document.createElement("kbd");
    kbd.textContent = `Alt ${index + 1}`;
    kbd.setAttribute("aria-hidden", "true");
    label.append(" ", kbd);
    field.setAttribute("aria-keyshortcuts", `Alt+${index + 1}`);
  });
  if (!document.getElementById("errors")) target("narrative").focus();
})();
