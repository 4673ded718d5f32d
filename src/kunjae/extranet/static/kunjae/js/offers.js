// The list of offers is put in order by dragging, with mouse, pen or finger; what the arrows do without. A form that was
// typed into is not left without a question.
(() => {
  "use strict";

  // Dragging

  const rows = (list) => [...list.children];
  let drag = null;

  const ready = () => {
    for (const form of document.querySelectorAll("[data-offers]")) form.dataset.dragReady = "";
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-drag-grip]");
    if (!grip || event.button !== 0 || drag) return;
    const row = grip.closest("tr");
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    drag = { row, list: row.parentElement, pointer: event.pointerId, from: rows(row.parentElement).indexOf(row), grabbed: event.clientY - row.getBoundingClientRect().top };
    row.classList.add("is-dragged");
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { row, list } = drag;
    const top = event.clientY - drag.grabbed;
    const middle = top + row.offsetHeight / 2;
    for (const other of rows(list)) {
      if (other === row) continue;
      const box = other.getBoundingClientRect();
      const isBelow = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (isBelow && middle > box.top + box.height / 2) other.after(row);
      else if (!isBelow && middle < box.top + box.height / 2) {
        other.before(row);
        break;
      }
    }
    row.style.transform = "";
    row.style.transform = `translateY(${top - row.getBoundingClientRect().top}px)`;
  });

  const drop = (event, kept) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { row, list, from } = drag;
    drag = null;
    row.classList.remove("is-dragged");
    row.style.transform = "";
    if (!kept) list.insertBefore(row, rows(list).filter((each) => each !== row)[from] ?? null);
    else if (rows(list).indexOf(row) !== from) save(list);
  };

  const save = (list) => {
    const form = list.closest("form");
    const order = rows(list).map((row) => row.dataset.code).join(" ");
    htmx.ajax("POST", form.getAttribute("action"), {
      source: form,
      target: "#offers",
      select: "#offers",
      selectOOB: "#messages",
      swap: "outerHTML",
      values: { do: "order", order },
    });
  };

  document.addEventListener("pointerup", (event) => drop(event, true));
  document.addEventListener("pointercancel", (event) => drop(event, false));
  document.addEventListener("htmx:afterSettle", ready);
  ready();

  // What was typed

  let typed = false;
  document.addEventListener("input", (event) => {
    typed ||= event.target.name !== "tab" && event.target.closest?.("[data-guard]") !== null;
  });
  document.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });

  // A row that was added takes the cursor; the tab that is open is in view and in the address.

  document.addEventListener("htmx:afterSettle", (event) => {
    const added = event.detail.requestConfig?.parameters?.rows ?? "";
    if (added.endsWith?.(":add"))
      document.querySelector(`#${added.slice(0, -4)} :is(.offer-step, .ask-words):last-of-type input:not([type=hidden])`)?.focus();
  });

  const show = (tab) => tab?.closest("label")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  document.addEventListener("change", (event) => {
    if (event.target.name !== "tab" || !event.target.closest("#offer-form")) return;
    const address = new URL(location.href);
    address.searchParams.set("tab", event.target.value);
    history.replaceState(history.state, "", address);
    show(event.target);
  });
  show(document.querySelector("#offer-form [name='tab']:checked"));
})();
