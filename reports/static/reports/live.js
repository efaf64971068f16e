// The indicators that these figures feed, as they would stand with what is in the fields.
"use strict";
(function (Filing) {
  var PAUSE = 500;

  Filing.live = function (form, rows, line) {
    var timer = null, running = null;
    var show = function (html) {
      var found = new DOMParser().parseFromString(html, "text/html");
      form.querySelectorAll("[data-live]").forEach(function (place) {
        var strip = found.querySelector("[data-live-of='" + place.dataset.live + "']");
        place.replaceChildren.apply(place, strip ? Array.prototype.slice.call(strip.children) : []);
        place.hidden = !place.childElementCount;
        place.classList.remove("is-stale");
      });
      light(document.activeElement);
    };
    var ask = function () {
      if (!line.isOpen()) { return; }
      if (running) { running.abort(); }
      running = new AbortController();
      var body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      rows.forEach(function (row) {
        var typed = row.read();
        if (typed.na) {
          body.set("na-" + row.code, "1");
          body.set("reason-" + row.code, typed.reason || "…");
        } else if (typed.value.trim()) {
          body.set("value-" + row.code, typed.value);
          if (typed.unit) { body.set("unit-" + row.code, typed.unit); }
        }
      });
      fetch(form.dataset.indicators, { method: "POST", body: body, redirect: "manual", signal: running.signal }).then(function (answer) {
        return answer.ok ? answer.text().then(show) : stale();
      }).catch(stale);
    };
    var stale = function () {
      form.querySelectorAll("[data-live]").forEach(function (place) { place.classList.add("is-stale"); });
    };
    // Those that the field under the cursor feeds stand out.
    var light = function (field) {
      var row = field && field.closest && field.closest("[data-row]");
      form.querySelectorAll("[data-quantities]").forEach(function (one) {
        one.classList.toggle("is-fed", Boolean(row) && one.dataset.quantities.split(" ").indexOf(row.dataset.row) >= 0);
      });
    };
    form.addEventListener("focusin", function (event) { light(event.target); });
    ask();
    return function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, PAUSE);
    };
  };
})(window.Filing);
