// Ticks all on the page at once; without JavaScript the link asks for the page with all ticked.
(() => {
  const ticks = () => [...document.querySelectorAll("input[name=chosen][form=issue-form]")];
  const label = () => {
    const link = document.querySelector("[data-tick-all]");
    if (!link) return;
    const all = ticks().every((tick) => tick.checked);
    link.textContent = all ? link.dataset.tickNone : link.dataset.tickAll;
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-tick-all]")) return;
    event.preventDefault();
    const all = ticks().every((tick) => tick.checked);
    for (const tick of ticks()) tick.checked = !all;
    label();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=chosen]")) label();
  });
})();
