// Adds up the places given to the provinces while they are typed.
(() => {
  const total = document.querySelector("[data-quota-total]");
  if (!total) return;
  const boxes = [...document.querySelectorAll(".quota-boxes input")];
  const capacity = document.querySelector("#id_capacity");
  const number = (box) => Number.parseInt(box.value, 10) || 0;
  const show = () => {
    const given = boxes.reduce((sum, box) => sum + number(box), 0);
    total.textContent = total.dataset.quotaTotal
      .replace("{given}", given)
      .replace("{capacity}", number(capacity));
    total.classList.toggle("is-over", given > number(capacity));
    total.hidden = false;
  };
  for (const box of [...boxes, capacity]) box.addEventListener("input", show);
  show();
})();
