// Policies and prices. Enter in a policy's example never saves the policy; a step that is added takes the cursor. A press
// on a night of the price calendar puts it into the form: the first press begins the nights that are set, the second
// ends them. Another plan, type or number of months shows its calendar at once.
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("[name^='example-']")) return;
    event.preventDefault();
    document.getElementById("look")?.click();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.parameters?.rows === "tiers:add")
      document.querySelector(".tier:last-child input")?.focus();
  });

  document.addEventListener("change", (event) => {
    if (event.target.form?.id === "view-form") event.target.form.requestSubmit();
  });

  let begun = false;
  document.addEventListener("click", (event) => {
    const night = event.target.closest?.("[data-night]")?.dataset.night;
    const first = document.getElementById("id_first");
    const last = document.getElementById("id_last");
    if (!night || !first || !last) return;
    if (!begun || night < first.value) {
      first.value = last.value = night;
      begun = true;
    } else {
      last.value = night;
      begun = false;
    }
    mark(first.value, last.value);
  });

  const mark = (first, last) => {
    for (const day of document.querySelectorAll("[data-night]"))
      day.classList.toggle("is-picked", first <= day.dataset.night && day.dataset.night <= last);
  };
})();
