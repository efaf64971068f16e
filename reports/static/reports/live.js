// The indicators beside the figures: htmx asks for them and puts them in their places (see the
// page). Left to do here: nothing is asked twice or while the line is down, figures that could
// not be renewed look stale, and those that the field under the cursor feeds stand out.
"use strict";
(function (Filing) {
  Filing.live = function (form, line) {
    var asking = document.querySelector("[data-indicators]"), last = "";
    var places = function () { return form.querySelectorAll("[data-live]"); };
    var stale = function () {
      last = "";
      places().forEach(function (place) { place.classList.add("is-stale"); });
    };
    var light = function (field) {
      var row = field && field.closest && field.closest("[data-row]");
      form.querySelectorAll("[data-quantities]").forEach(function (one) {
        one.classList.toggle("is-fed", Boolean(row) && one.dataset.quantities.split(" ").indexOf(row.dataset.row) >= 0);
      });
    };
    form.addEventListener("focusin", function (event) { light(event.target); });
    asking.addEventListener("htmx:configRequest", function (event) {
      var now = new URLSearchParams(event.detail.formData).toString();
      if (!line.isOpen() || now === last) { event.preventDefault(); } else { last = now; }
    });
    // A refusal is no error to log: the line says what there is to say.
    asking.addEventListener("htmx:beforeOnLoad", function (event) {
      if (event.detail.xhr.status >= 400) { event.preventDefault(); }
    });
    asking.addEventListener("htmx:afterRequest", function (event) {
      // An ended session answers with the page to log in.
      var path = event.detail.pathInfo;
      if (!event.detail.successful || path.responsePath !== path.finalRequestPath) { stale(); }
    });
    asking.addEventListener("htmx:afterSettle", function () { light(document.activeElement); });
    // What no key has typed (a pasted column, a restored draft, a colleague's value) is told to htmx.
    return function () { form.dispatchEvent(new Event("filled")); };
  };
})(window.Filing);
