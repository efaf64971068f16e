// Passing a page on: print it (or store it as PDF), copy an address that holds its whole state.
"use strict";
(function () {
  function permanent(button) {
    var address = new URL(location.href);
    address.pathname = button.dataset.copyPath || address.pathname;
    new URLSearchParams(button.dataset.copyAddress).forEach(function (value, name) {
      if (!address.searchParams.has(name)) { address.searchParams.set(name, value); }
    });
    return address.href;
  }
  // Where the site is served without encryption, browsers have no clipboard for scripts but this old one.
  function byHand(text) {
    var field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.appendChild(field);
    field.select();
    var copied = document.execCommand("copy");
    field.remove();
    return copied ? Promise.resolve() : Promise.reject(new Error("no clipboard"));
  }
  function copy(button) {
    var said = button.parentElement.querySelector("[role=status]"), text = permanent(button);
    (navigator.clipboard ? navigator.clipboard.writeText(text) : byHand(text)).then(
      function () { said.textContent = button.dataset.copied; },
      function () { said.textContent = button.dataset.uncopied; }
    );
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-print], [data-copy-address]");
    if (!button) { return; }
    if (button.hasAttribute("data-print")) { window.print(); } else { copy(button); }
  });
})();
