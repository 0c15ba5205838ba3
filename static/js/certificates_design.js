// Designing a certificate: the specimen beside the form follows what is typed. Without this script
// the button "Preview" opens it in a window of its own.
(() => {
  const form = document.querySelector("[data-design-form]");
  if (!form) return;

  // A colour can be picked as well as typed.
  for (const picker of form.querySelectorAll("[data-colour-of]")) {
    const typed = document.getElementById(picker.dataset.colourOf);
    picker.hidden = false;
    picker.addEventListener("input", () => {
      typed.value = picker.value;
    });
    typed.addEventListener("input", () => {
      if (/^#[0-9a-f]{6}$/i.test(typed.value)) picker.value = typed.value;
    });
  }

  // Only the borders of the chosen layout can be chosen.
  const layout = form.elements.layout;
  const border = form.elements.border;
  const offerBorders = () => {
    for (const option of border.querySelectorAll("optgroup option")) {
      const fits = option.value.startsWith(`${layout.value}/`);
      option.disabled = !fits;
      option.parentElement.hidden = !fits;
      if (!fits && option.selected) border.value = "";
    }
  };
  layout.addEventListener("change", offerBorders);
  offerBorders();

  // On a phone no browser shows a PDF inside a page.
  const preview = document.querySelector("[data-preview]");
  const isRoomy = window.matchMedia("(min-width: 75em)");
  const here = form.querySelector("[data-preview-here]");
  const PAUSE = 700;
  // A paper that takes longer is not waited for.
  const PATIENCE = 15000;
  let timer = 0;
  let number = 0;
  let isDrawing = false;
  let isOutdated = false;

  const finish = (fresh, stale) => {
    if (!fresh.isConnected || !isDrawing) return;
    isDrawing = false;
    fresh.classList.remove("is-coming");
    stale.remove();
    preview.removeAttribute("aria-busy");
    if (isOutdated) draw();
  };

  // Each paper comes into a frame of its own: the one before stays until it is there, and the
  // browser's way back is not filled with papers.
  const draw = () => {
    if (!isRoomy.matches) return;
    isOutdated = isDrawing;
    if (isDrawing) return;
    isDrawing = true;
    preview.setAttribute("aria-busy", "true");
    const stale = preview.querySelector("iframe");
    const fresh = stale.cloneNode(false);
    // A browser keeps the name under which a frame was made: each has one of its own.
    fresh.name = here.formTarget = `design-preview-${(number += 1)}`;
    fresh.classList.add("is-coming");
    stale.after(fresh);
    form.requestSubmit(here);
    const wait = setTimeout(finish, PATIENCE, fresh, stale);
    fresh.addEventListener("load", () => {
      if (fresh.contentWindow?.location?.href === "about:blank") return;
      clearTimeout(wait);
      finish(fresh, stale);
    });
  };

  const drawSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  };

  const arrange = () => {
    preview.hidden = !isRoomy.matches;
    if (isRoomy.matches) drawSoon();
  };
  here.hidden = false;
  form.addEventListener("input", drawSoon);
  isRoomy.addEventListener("change", arrange);
  arrange();
})();
