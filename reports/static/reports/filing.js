// The filing form: Ctrl+S saves, leaving with something unsaved asks first, and a save sets
// out only when there is somebody to receive it: a lost connection or an ended session
// leaves the form as it is, with what was typed.
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
  var tell = function (words) {
    saving = false;
    state.textContent = words;
    state.classList.add("is-dirty");
  };
  var send = function () {
    // Logging in again in another tab gives the session a new token; the old page takes it over.
    var token = /csrftoken=([^;]+)/.exec(document.cookie);
    if (token) { form.elements.csrfmiddlewaretoken.value = token[1]; }
    form.submit();
  };
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!state || saving) { return; }
    saving = true;
    state.textContent = state.dataset.saving;
    fetch(form.dataset.session, { cache: "no-store", signal: AbortSignal.timeout(10000) }).then(function (answer) {
      if (answer.ok) { send(); } else { tell(state.dataset.loggedOut); }
    }, function () { tell(state.dataset.offline); });
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
