"use strict";
/* Approving in a batch: one report after another, each a request of its own; without this
   script the form sends them all at once. A second press while it runs does nothing. */
(function () {
  var form = document.querySelector("[data-batch]");
  if (!form) { return; }
  var state = form.querySelector("[data-batch-state]");
  var all = form.querySelector("[data-batch-all]");
  var button = form.querySelector("[data-batch-send]");
  var running = false;

  function boxes(selector) {
    return Array.prototype.slice.call(form.querySelectorAll("input[name=report]" + (selector || "")));
  }

  function count() {
    if (!running) { state.textContent = form.dataset.chosen.replace("{n}", boxes(":checked").length); }
  }

  function tell(box, outcome) {
    var place = box.closest("tr").querySelector("[data-batch-outcome]");
    place.textContent = outcome.words;
    place.className = "badge " + (outcome.done ? "badge--green" : "badge--red");
    box.checked = false;
    box.disabled = outcome.done;
  }

  function send(box) {
    var body = new URLSearchParams();
    body.append("report", box.value);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    return fetch(form.action, { method: "POST", body: body, headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) { throw new Error(String(answer.status)); }
        return answer.json();
      })
      .then(function (told) { tell(box, told.reports[0]); return told.reports[0].done; })
      .catch(function () { tell(box, { done: false, words: form.dataset.failed }); return false; });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var chosen = boxes(":checked");
    if (running || !chosen.length) { count(); return; }
    running = true;
    button.disabled = true;
    var at = 0, done = 0;
    function next() {
      if (at === chosen.length) {
        running = false;
        button.disabled = false;
        state.textContent = form.dataset.finished.replace("{done}", done).replace("{refused}", chosen.length - done);
        return;
      }
      state.textContent = form.dataset.working.replace("{at}", at + 1).replace("{n}", chosen.length);
      send(chosen[at]).then(function (approved) { done += approved ? 1 : 0; at += 1; next(); });
    }
    next();
  });

  all.hidden = false;
  all.addEventListener("click", function () {
    boxes("[data-clear]").forEach(function (box) { if (!box.disabled) { box.checked = true; } });
    count();
  });
  form.addEventListener("change", count);
  count();
}());
