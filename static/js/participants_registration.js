// The registration screen: what was typed survives a lost connection and a reload, and one tap
// fills in what the search box or a suggestion holds. Without this script the page is a form.
(() => {
  // In localStorage, not sessionStorage: a phone that is short of memory closes the tab and its
  // session with it. It holds personal data, so: one draft for an event and user, never the CIN,
  // until the server confirms the registration, the user signs out, another user opens this
  // page, or a day has gone by (js/interface.js).
  const SECRET = new Set(["csrfmiddlewaretoken", "national_id"]);
  const LOOKS_LIKE_CIN = /^\s*\p{L}{1,2}[\s.-]*\p{Nd}{3,}\s*$/u;

  const currentForm = () => document.querySelector("form[data-registration]");

  const readDraft = (form) => {
    try {
      return JSON.parse(localStorage.getItem(form.dataset.registration));
    } catch {
      return null;
    }
  };
  const forgetDraft = (form) => {
    try {
      localStorage.removeItem(form.dataset.registration);
    } catch {
      // A forbidden store keeps nothing either.
    }
  };
  const keepDraft = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (SECRET.has(name) || typeof value !== "string") continue;
      fields[name] = name === "who" && LOOKS_LIKE_CIN.test(value) ? "" : value;
    }
    try {
      localStorage.setItem(form.dataset.registration, JSON.stringify({ at: Date.now(), fields }));
    } catch {
      // A full or forbidden store: the form still works, it only does not survive a reload.
    }
  };

  const forgetDraftsOfOthers = (form) => {
    const mine = form.dataset.registration.split("/").slice(0, 2).join("/");
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith("registration/") && !name.startsWith(`${mine}/`)) localStorage.removeItem(name);
      }
    } catch {
      // See above.
    }
  };

  // Restoring ----------------------------------------------------------------------------------

  const put = (field, value) => {
    if (field.type === "checkbox") field.checked = true;
    else if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  };

  // Answers that are shown only once the server has looked: filled in when they come.
  const awaited = new Map();

  const restore = (form, fields) => {
    for (const [name, value] of Object.entries(fields)) {
      const found = form.querySelectorAll(`[name="${name}"]`);
      if (name.startsWith("known_")) awaited.set(name, value);
      for (const field of found) put(field, value);
    }
    form.querySelector("[data-draft-restored]").hidden = false;
    for (const name of ["who", "organisation_name"]) look(form.elements[name]);
  };

  const look = (field) => field?.value && field.dispatchEvent(new Event("input", { bubbles: true }));

  const answerAwaited = (form) => {
    for (const [name, value] of awaited) {
      const radio = form.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`);
      if (!radio) continue;
      radio.checked = true;
      awaited.delete(name);
    }
  };

  // Told by the page after a registration: which form it came from.
  const isRegistered = (draft) => {
    const told = [...document.querySelectorAll("[data-registered]")];
    return told.some((link) => link.dataset.registered === draft.fields.form_key);
  };

  const begin = () => {
    const form = currentForm();
    if (!form || form.dataset.begun) return;
    form.dataset.begun = "yes";
    awaited.clear();
    for (const button of form.querySelectorAll("[data-suggestion]")) button.type = "button";
    forgetDraftsOfOthers(form);
    const draft = readDraft(form);
    if (draft && isRegistered(draft)) forgetDraft(form);
    else if (draft && "untouched" in form.dataset) restore(form, draft.fields);
    else if (!("untouched" in form.dataset)) keepDraft(form);
  };

  // Typing -------------------------------------------------------------------------------------

  const inForm = (event) => event.target.closest?.("form[data-registration]");

  document.addEventListener("input", (event) => {
    const form = inForm(event);
    if (!form) return;
    awaited.delete(event.target.name);
    if (event.isTrusted) keepDraft(form);
  });

  document.addEventListener("change", (event) => {
    const form = inForm(event);
    if (!form) return;
    if (event.target.matches("[name=known_person][value=new]")) fillIn(form, event.target.dataset);
    keepDraft(form);
  });

  // "Somebody new": what was typed into the search box goes into the fields that are empty.
  const fillIn = (form, typed) => {
    const given = Object.entries(typed).filter(([name]) => form.elements[name]?.value === "");
    for (const [name, value] of given) form.elements[name].value = value;
    if (given.length) look(form.elements[given[0][0]]);
    const empty = [...form.querySelectorAll("#identity input")].find((field) => !field.value);
    empty?.focus();
  };

  document.addEventListener("click", (event) => {
    const form = inForm(event);
    const suggestion = event.target.closest?.("[data-suggestion]");
    if (form && suggestion) {
      event.preventDefault();
      form.elements[suggestion.value].value = suggestion.dataset.suggestion;
      suggestion.remove();
      keepDraft(form);
    }
    if (form && event.target.closest("[data-forget-draft]")) {
      forgetDraft(form);
      location.reload();
    }
  });

  // Enter in the search box looks; it would register a half-filled form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.name === "who" && inForm(event)) event.preventDefault();
  });

  // Sending ------------------------------------------------------------------------------------

  const isSending = (event) => event.detail.elt?.matches?.("form[data-registration]");
  const show = (form, name) => {
    for (const notice of form.querySelectorAll("[data-registration-status] > *")) {
      notice.hidden = !(name in notice.dataset);
    }
    form.querySelector("[data-registration-status]").scrollIntoView({ block: "center" });
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isSending(event)) return;
    keepDraft(event.detail.elt);
    event.detail.elt.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isSending(event)) event.detail.elt.removeAttribute("aria-busy");
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => isSending(event) && show(event.detail.elt, "noConnection"));
  }
  document.addEventListener("htmx:responseError", (event) => {
    if (isSending(event)) show(event.detail.elt, "notTaken");
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // Signed out meanwhile: the sign-in page leads back here, where the draft waits.
    const answered = new URL(event.detail.xhr.responseURL || location.href);
    if (!isSending(event) || answered.pathname === location.pathname) return;
    event.detail.shouldSwap = false;
    location.assign(answered);
  });

  document.addEventListener("htmx:afterSettle", () => {
    const form = currentForm();
    if (!form) return;
    const isNew = !form.dataset.begun;
    begin();
    answerAwaited(form);
    if (isNew) (document.querySelector("main [data-take-focus]") ?? document.querySelector("main")).focus();
  });
  // After htmx, which listens from then on: what is restored has to be looked for.
  document.addEventListener("DOMContentLoaded", begin);
})();
