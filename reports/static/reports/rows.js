// The rows of the filing form: what stands in each one's fields, what the server holds of it,
// and how it is shown. `window.Filing` is where the scripts of this form meet.
"use strict";
window.Filing = window.Filing || {};
(function (Filing) {
  var SEPARATOR = "\u001f";

  function Row(element) {
    this.element = element;
    this.code = element.dataset.row;
    this.value = element.querySelector("[data-value]:not([data-theirs])");
    this.unit = element.querySelector("[data-unit]:not([data-theirs])");
    this.na = element.querySelector("[data-na]:not([data-theirs])");
    this.reason = element.querySelector("[data-reason]:not([data-theirs])");
    this.note = element.querySelector("[data-note]:not([data-theirs])");
    this.seen = element.querySelector("[data-seen]");
    this.said = element.querySelector("[data-row-state]");
    this.base = element.hasAttribute("data-unsaved") ? null : this.text();
    this.failed = null;
    this.sent = null;
    this.restored = false;
  }

  // What stands in the fields. A number beside "not applicable" stays in sight until that is saved.
  Row.prototype.read = function () {
    var na = this.na.checked;
    return {
      value: na ? "" : this.value.value,
      unit: na || !this.unit ? "" : this.unit.value,
      na: na,
      reason: this.reason.value,
      note: this.note.value
    };
  };
  Row.prototype.write = function (typed) {
    this.value.value = typed.value;
    if (this.unit) { this.unit.value = typed.unit || ""; }
    this.na.checked = Boolean(typed.na);
    this.reason.value = typed.reason;
    this.note.value = typed.note;
    this.show();
  };
  Row.prototype.text = function () {
    var typed = this.read();
    return [typed.value, typed.unit, typed.na ? "1" : "", typed.reason, typed.note].join(SEPARATOR);
  };
  Row.prototype.isDirty = function () { return this.text() !== this.base; };
  Row.prototype.isHeld = function () { return Boolean(this.theirs()); };
  Row.prototype.theirs = function () { return this.element.querySelector("[data-theirs]"); };
  Row.prototype.owesReason = function () { return this.na.checked && !this.reason.value.trim(); };

  // Blank, zero and "not applicable" are three states to see.
  Row.prototype.show = function () {
    var na = this.na.checked;
    this.element.classList.toggle("is-silent", !na && !this.value.value.trim());
    this.element.classList.toggle("is-na", na);
    this.value.readOnly = na;
    this.reason.required = na;
    if (this.unit) { this.unit.disabled = na; }
    if (na) { this.element.querySelector(".quantity__words").open = true; }
  };
  Row.prototype.tell = function (kind, words) {
    this.element.dataset.saving = kind;
    this.said.textContent = words;
    this.element.classList.toggle("is-wrong", kind === "wrong");
    if (kind === "wrong") { this.value.setAttribute("aria-invalid", "true"); } else { this.value.removeAttribute("aria-invalid"); }
  };
  Row.prototype.append = function (body) {
    var typed = this.read();
    body.append("seen-" + this.code, this.seen.value);
    body.append("value-" + this.code, typed.value);
    body.append("unit-" + this.code, typed.unit);
    if (typed.na) { body.append("na-" + this.code, "1"); }
    body.append("reason-" + this.code, typed.reason);
    body.append("note-" + this.code, typed.note);
  };
  Row.prototype.put = function (name, html) {
    var place = this.element.querySelector("[data-" + name + "]");
    if (place.innerHTML.trim() !== html) { place.innerHTML = html; }
  };

  // Findings may come while somebody writes beside one: the words and the cursor stay.
  Row.prototype.noteFindings = function (html) {
    var place = this.element.querySelector("[data-noted]");
    if (place.dataset.shown === html || (!html && !place.childElementCount)) { return; }
    var written = {}, focused = null;
    place.querySelectorAll("[data-explain]").forEach(function (box) {
      if (box.value !== box.defaultValue && box.value !== box.dataset.sent) { written[box.name] = box.value; }
      if (box === document.activeElement) { focused = { name: box.name, at: box.selectionStart }; }
    });
    place.innerHTML = html;
    place.dataset.shown = html;
    place.querySelectorAll("[data-explain]").forEach(function (box) {
      if (box.name in written) { box.value = written[box.name]; }
      if (focused && box.name === focused.name) {
        box.focus();
        box.setSelectionRange(focused.at, focused.at);
        focused = null;
      }
    });
    if (focused) { this.value.focus(); }
  };

  Filing.rows = function (form) {
    // Of a submitted report only what is queried can be typed into.
    var open = Array.prototype.filter.call(form.querySelectorAll("[data-row]"), function (element) { return element.querySelector("[data-seen]"); });
    return open.map(function (element) { return new Row(element); });
  };
  Filing.rowOf = function (rows, element) {
    var owner = element.closest("[data-row]");
    return owner && rows.find(function (row) { return row.element === owner; });
  };
})(window.Filing);
