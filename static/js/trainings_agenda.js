// The agenda: a slot is dragged by its handle, and what has happened is said aloud. Without this
// script the arrows beside the handle do the same.
(() => {
  // Outlives the pieces of the page that come anew, so that a screen reader hears it change.
  const voice = document.createElement("p");
  voice.className = "visually-hidden";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  const say = () => {
    voice.textContent = document.querySelector("[data-said]")?.textContent.trim() ?? "";
  };

  const showHandles = () => {
    for (const handle of document.querySelectorAll("[data-drag]")) handle.hidden = false;
  };

  // What can be dropped beside: the steps and the pause between the half-days, not free time.
  const places = () => [...document.querySelectorAll("[data-agenda] > [data-place]")];

  let drag = null;

  const unmark = () => {
    for (const row of document.querySelectorAll(".drop-before, .drop-after")) {
      row.classList.remove("drop-before", "drop-after");
    }
  };

  const follow = (event) => {
    drag.row.style.transform = `translateY(${event.pageY - drag.from}px)`;
    const others = places().filter((row) => row !== drag.row);
    const middle = (row) => {
      const box = row.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    drag.place = others.filter((row) => middle(row) < event.clientY).length;
    unmark();
    if (drag.place === Number(drag.row.dataset.place)) return;
    if (drag.place < others.length) others[drag.place].classList.add("drop-before");
    else others.at(-1)?.classList.add("drop-after");
  };

  const letGo = () => {
    unmark();
    drag.row.classList.remove("is-dragging");
    drag.row.style.transform = "";
    drag = null;
  };

  const drop = () => {
    const { row, place } = drag;
    letGo();
    if (place === null || place === Number(row.dataset.place)) return;
    const form = row.querySelector("form.agenda-move");
    htmx.ajax("POST", form.action, {
      source: form,
      target: "#content",
      select: "#content",
      swap: "outerHTML show:none",
      values: { to: place },
    });
  };

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-drag]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    const row = handle.closest("[data-place]");
    row.classList.add("is-dragging");
    drag = { row, place: null, from: event.pageY };
  });
  document.addEventListener("pointermove", (event) => drag && follow(event));
  document.addEventListener("pointerup", () => drag && drop());
  document.addEventListener("pointercancel", () => drag && letGo());
  document.addEventListener("keydown", (event) => event.key === "Escape" && drag && letGo());

  document.addEventListener("htmx:afterSettle", () => {
    showHandles();
    say();
  });
  showHandles();
  say();
})();
