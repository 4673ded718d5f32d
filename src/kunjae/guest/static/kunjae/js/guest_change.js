// Nicer with it, whole without it: the arrow keys go from day to day of the calendar, over days that cannot be chosen.
(() => {
  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const day = event.target.closest?.("#days button.day");
    if (!step || !day) return;
    const days = [...document.querySelectorAll("#days button.day")].filter((each) => each.offsetParent);
    for (let place = days.indexOf(day) + step; place >= 0 && place < days.length; place += step) {
      if (days[place].disabled) continue;
      days[place].focus();
      break;
    }
    event.preventDefault();
  });
})();
