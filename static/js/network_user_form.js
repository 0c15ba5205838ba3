// Provinces belong to a coordinator: the choice is shown for that role only.
(() => {
  const role = document.getElementById("id_role");
  const provinces = document.getElementById("div_id_provinces");
  if (!role || !provinces) return;
  const show = () => {
    provinces.hidden = role.value !== "coordinator";
  };
  role.addEventListener("change", show);
  show();
})();
