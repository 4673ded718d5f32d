// Policies and prices: Enter in the example never saves the policy.
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("[name^='example-']")) return;
    event.preventDefault();
    document.getElementById("look")?.click();
  });
})();
