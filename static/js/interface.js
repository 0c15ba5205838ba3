// Small comforts of every page. Nothing here is needed to use it.
(() => {
  // A page with errors starts at their summary.
  document.querySelector("[data-take-focus]")?.focus();

  // The phone's menu closes on Escape and on a touch outside it.
  const menu = document.querySelector(".topbar-menu");
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu?.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };

  // A form is sent once, however often its button is pressed on a slow connection.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    // What opens beside the page may be asked for again and again.
    if (event.submitter?.formTarget) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    // A download leaves the page where it is.
    setTimeout(() => release(form), 10000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // Drafts of registrations hold personal data: they go with who signs out, and after a day.
  const DAY = 24 * 60 * 60 * 1000;
  const dropDrafts = (isOver) => {
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith("registration/") && isOver(name)) localStorage.removeItem(name);
      }
    } catch {
      // A forbidden store keeps nothing either.
    }
  };
  dropDrafts((name) => !(Date.now() - JSON.parse(localStorage.getItem(name)).at < DAY));
  for (const form of document.querySelectorAll("form[action$='/logout/']")) {
    form.addEventListener("submit", () => dropDrafts(() => true));
  }

  // Copy buttons appear only where the browser can copy; htmx may bring new ones.
  const offerCopying = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-copy][hidden]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
        button.classList.add("is-done");
      });
    }
  };
  offerCopying();
  document.addEventListener("htmx:afterSwap", offerCopying);
})();
