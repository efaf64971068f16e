// Keys on the checker's table: j/k or arrows move the row, v ticks, q opens the query box, o the
// thread, Esc closes. Every key presses a button that is there without this script, too.
"use strict";
(function () {
  var table = document.querySelector("[data-check]");
  if (!table) { return; }

  function rows() { return Array.prototype.slice.call(table.querySelectorAll("[data-check-row][tabindex]")); }
  function current() {
    var here = document.activeElement && document.activeElement.closest("[data-check-row]");
    return here && table.contains(here) ? here : table.querySelector("[data-check-row].is-current");
  }
  function go(row) {
    if (!row) { return; }
    rows().forEach(function (one) { one.classList.toggle("is-current", one === row); });
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function step(by) {
    var all = rows(), at = all.indexOf(current());
    if (!all.length) { return; }
    go(at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.min(all.length - 1, Math.max(0, at + by))]);
  }
  function after(row) {
    var all = rows();
    return all[all.indexOf(row) + 1] || row;
  }
  function tick(row) {
    var form = row && row.querySelector("[data-tick]");
    if (!form) { return; }
    // What is ticked moves down: the page comes back to the row below.
    form.elements.back.value = form.elements.back.value.split("#")[0] + "#" + after(row).id;
    form.requestSubmit();
  }
  function ask(row) {
    var box = row && row.querySelector("[data-ask]");
    if (!box) { return; }
    box.open = true;
    box.querySelector("textarea").focus();
  }
  function close(element) {
    var box = element.closest("[data-ask]"), row = element.closest("[data-check-row]");
    if (box) { box.open = false; }
    go(row);
  }
  function typesIn(element) { return element.matches("input:not([type=hidden]), textarea, select, [contenteditable]"); }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape" && event.target.closest("[data-check-row]")) { close(event.target); return; }
    if (typesIn(event.target)) { return; }
    var arrows = !event.target.closest("summary, a, button");
    if (event.key === "j" || (event.key === "ArrowDown" && arrows)) { step(1); }
    else if (event.key === "k" || (event.key === "ArrowUp" && arrows)) { step(-1); }
    else if (event.key === "v") { tick(current()); }
    else if (event.key === "q") { ask(current()); }
    else if (event.key === "o" && current()) { current().querySelector("[data-open]").click(); }
    else { return; }
    event.preventDefault();
  });
  table.addEventListener("focusin", function (event) {
    var row = event.target.closest("[data-check-row]");
    rows().forEach(function (one) { one.classList.toggle("is-current", one === row); });
  });
  if (location.hash.indexOf("#row-") === 0) { go(document.getElementById(location.hash.slice(1))); }
})();
