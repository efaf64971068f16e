// The button that prints; without this script the browser's own command does the same.
"use strict";
(function () {
  var button = document.querySelector("[data-print]");
  if (button) { button.addEventListener("click", function () { window.print(); }); }
})();
