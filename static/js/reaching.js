// A form full of numbers is handed over only while the server can be reached (data-reach: where to
// ask, data-unreached: what to say): the browser's own error page would take what was typed along.
"use strict";
(function () {
  var PATIENCE = 10000;

  function told(form, words) {
    var note = form.querySelector("[data-unreached-note]");
    if (!note) {
      note = document.createElement("p");
      note.className = "notice notice--error";
      note.setAttribute("role", "alert");
      note.setAttribute("data-unreached-note", "");
      form.appendChild(note);
    }
    note.hidden = !words;
    note.textContent = words;
  }

  function reached(address) {
    var patience = new AbortController();
    window.setTimeout(function () { patience.abort(); }, PATIENCE);
    return fetch(address, { cache: "no-store", signal: patience.signal }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
    });
  }

  // Before every other listener: to them only the second, reached submission is one.
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (!form.matches("[data-reach]")) { return; }
    if (form.dataset.reached) { delete form.dataset.reached; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) { return; }
    form.dataset.asking = "yes";
    reached(form.dataset.reach).then(function () {
      delete form.dataset.asking;
      form.dataset.reached = "yes";
      told(form, "");
      form.requestSubmit(button);
    }, function () {
      delete form.dataset.asking;
      told(form, form.dataset.unreached);
    });
  }, true);
})();
