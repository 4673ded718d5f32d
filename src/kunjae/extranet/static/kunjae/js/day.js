// A nationality says which document the others have: the choice follows it until somebody chooses another.
document.querySelectorAll(".guest").forEach((guest) => {
  const nationality = guest.querySelector('[name$="-nationality"]');
  const kind = guest.querySelector('[name$="-document"]');
  let own = kind.value !== "";
  kind.addEventListener("change", () => { own = kind.value !== ""; });
  nationality.addEventListener("change", () => {
    if (!own) kind.value = nationality.value === "" ? "" : nationality.value === "THA" ? "id_card" : "passport";
  });
});
