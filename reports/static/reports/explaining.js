// The reasons beside findings: saved like values, one after the other, through the same line.
"use strict";
(function (Filing) {
  var PAUSE = 800;

  Filing.explaining = function (form, rows, saving, keeping, states) {
    var timer = null;
    var isDirty = function (box) { return box.value !== box.defaultValue; };
    var tell = function (box, words) { box.parentElement.querySelector("[data-explain-state]").textContent = words; };
    var boxes = function () { return Array.prototype.slice.call(form.querySelectorAll("[data-explain]")); };
    var due = function () {
      return boxes().find(function (box) { return isDirty(box) && box.value !== box.dataset.failed && !box.hasAttribute("data-restored"); });
    };
    var flush = function () {
      window.clearTimeout(timer);
      saving.inTurn(function () {
        var box = due();
        if (!box || !saving.line.isOpen()) { return; }
        var body = new FormData(), name = box.name, words = box.value;
        body.set("quantity", box.dataset.quantity);
        body.set("code", box.dataset.code);
        body.set("reason", words);
        body.set("seen_reason", box.defaultValue);
        box.dataset.sent = words;
        tell(box, states.words("rowSaving"));
        saving.begin();
        saving.line.post(form.dataset.explain, body).then(function (said) {
          if (said && said.refused) {
            box.dataset.failed = words;
            // Having read a colleague's reason, whoever goes on writing has decided.
            if ("theirs" in said) { box.defaultValue = said.theirs; }
            tell(box, "! " + said.refused);
          } else if (said) {
            keeping.forget(name);
            box.defaultValue = words;
            saving.answered(said);
            var now = form.querySelector("[name='" + name + "']");
            if (now && !isDirty(now)) { tell(now, states.words("rowSaved").replace("{n}", said.at)); }
          }
          saving.done();
          if (said && due()) { soon(0); }
        });
      });
    };
    var soon = function (delay) {
      window.clearTimeout(timer);
      timer = window.setTimeout(flush, delay);
    };
    form.addEventListener("input", function (event) {
      var box = event.target;
      if (!box.matches("[data-explain]")) { return; }
      box.removeAttribute("data-restored");
      tell(box, isDirty(box) ? states.words("rowDirty") : "");
      if (isDirty(box)) { keeping.put(box.name, { words: box.value }); } else { keeping.forget(box.name); }
      soon(PAUSE);
    });
    form.addEventListener("focusout", function (event) {
      if (event.target.matches("[data-explain]") && isDirty(event.target)) { soon(0); }
    });
    form.addEventListener("click", function (event) {
      var again = event.target.closest("[data-again]");
      if (!again) { return; }
      var box = again.closest(".doubt").querySelector("[data-explain]");
      box.value = again.dataset.again;
      box.focus();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return {
      flush: flush,
      isDirty: function () { return boxes().some(isDirty); },
      restore: function (name, words) {
        var box = boxes().find(function (one) { return one.name === name; });
        if (!box || box.value === words) { keeping.forget(name); return false; }
        box.value = words;
        box.setAttribute("data-restored", "");
        tell(box, states.words("rowRestored"));
        return true;
      },
      settle: function (isKept) {
        boxes().forEach(function (box) {
          if (!box.hasAttribute("data-restored")) { return; }
          box.removeAttribute("data-restored");
          if (isKept) { return; }
          box.value = box.defaultValue;
          tell(box, "");
          keeping.forget(box.name);
        });
        if (isKept) { soon(0); }
      }
    };
  };
})(window.Filing);
