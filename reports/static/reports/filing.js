// The filing form: Ctrl+S saves, and leaving with something unsaved asks first.
// Without this script the form works all the same.
"use strict";
(function () {
  var form = document.querySelector("form[data-filing]");
  if (!form) { return; }
  var state = form.querySelector("[data-state]");
  var saving = false;
  var fields = function () {
    return Array.prototype.map.call(form.querySelectorAll("input:not([type=hidden]), textarea"), function (field) {
      return field.type === "checkbox" ? field.checked : field.value;
    }).join("\u001f");
  };
  var errors = document.querySelector("[data-errors]");
  var shown = errors || document.querySelector("[role=alert].notice--error") ? null : fields();
  if (errors) { errors.focus(); }

  var isDirty = function () { return shown === null || fields() !== shown; };
  form.addEventListener("input", function () {
    var dirty = isDirty();
    state.classList.toggle("is-dirty", dirty);
    if (dirty) { state.textContent = state.dataset.dirty; }
  });
  form.addEventListener("submit", function () {
    saving = true;
    if (state) { state.textContent = state.dataset.saving; }
  });
  window.addEventListener("pageshow", function () { saving = false; });
  window.addEventListener("beforeunload", function (event) {
    if (state && !saving && isDirty()) {
      event.preventDefault();
      event.returnValue = form.dataset.unsaved;
    }
  });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (state) { form.requestSubmit(); }
    }
  });
})();
