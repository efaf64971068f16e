// The table of an allocation: a pasted column goes downwards and can be taken back; nothing typed is left unawares.
"use strict";
(function () {
  var form = document.querySelector("[data-allocation]");
  if (!form) { return; }
  var note = form.querySelector("[data-pasted]"), said = form.querySelector("[data-pasted-words]"), before = [];
  var changed = form.hasAttribute("data-unsaved");
  var clean = function (cell) { return cell.replace(/^"|"$/g, "").replace(/[\s\u00a0\u2009\u202f]/g, ""); };
  var tell = function () { form.dispatchEvent(new Event("input", { bubbles: true })); };

  form.addEventListener("input", function () { changed = true; });
  form.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) {
    if (changed) { event.preventDefault(); event.returnValue = form.dataset.leaving; }
  });

  form.addEventListener("paste", function (event) {
    var field = event.target, text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!text || !field.matches("input[data-column]")) { return; }
    var lines = text.replace(/[\r\n]+$/, "").split(/\r\n|\r|\n/).map(function (line) { return line.split("\t").map(clean); });
    if (lines.length < 2 && lines[0].length < 2) { return; }
    event.preventDefault();
    var rows = Array.prototype.slice.call(form.querySelectorAll("tbody tr")).filter(function (row) { return row.querySelector("input[data-column]"); });
    var first = rows.indexOf(field.closest("tr"));
    var columns = Array.prototype.map.call(form.querySelectorAll("input[name=years]"), function (one) { return one.value; });
    var start = columns.indexOf(field.dataset.column);
    before = [];
    lines.forEach(function (cells, down) {
      cells.forEach(function (cell, right) {
        var row = rows[first + down], place = row && row.querySelector("input[data-column='" + columns[start + right] + "']");
        if (!place || !cell) { return; }
        before.push({ place: place, value: place.value });
        place.value = cell;
      });
    });
    said.textContent = note.dataset.words.replace("{n}", before.length);
    note.hidden = false;
    tell();
  });
  note.querySelector("[data-pasted-undo]").addEventListener("click", function () {
    before.forEach(function (one) { one.place.value = one.value; });
    before = [];
    note.hidden = true;
    tell();
  });
})();
