// A column copied from a spreadsheet fills the fields downwards, and can be taken back.
"use strict";
(function (Filing) {
  var clean = function (cell) { return cell.replace(/^"|"$/g, "").replace(/[\s\u00a0\u2009\u202f]/g, ""); };

  Filing.pasting = function (form, rows, touched) {
    var note = form.querySelector("[data-pasted]"), said = form.querySelector("[data-pasted-words]"), before = [];
    form.addEventListener("paste", function (event) {
      var field = event.target, text = event.clipboardData && event.clipboardData.getData("text/plain");
      if (!text || !field.matches("input[data-value]")) { return; }
      var cells = text.replace(/[\r\n]+$/, "").split(/\r\n|\r|\n/).map(function (one) { return clean(one.split("\t")[0]); });
      if (cells.length < 2) {
        if (text.indexOf("\t") < 0) { return; }
        event.preventDefault();
        field.setRangeText(cells[0], field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
        return;
      }
      event.preventDefault();
      var places = rows.slice(rows.indexOf(Filing.rowOf(rows, field)));
      before = [];
      cells.forEach(function (cell, index) {
        var row = places[index];
        if (!row || !cell || row.na.checked) { return; }
        before.push({ row: row, value: row.value.value });
        row.value.value = cell;
        touched(row);
      });
      var over = cells.slice(places.length).filter(Boolean).length;
      said.textContent = note.dataset.words.replace("{n}", before.length) +
        (over ? " · " + note.dataset.over.replace("{n}", over) : "");
      note.hidden = false;
    });
    note.querySelector("[data-pasted-undo]").addEventListener("click", function () {
      before.forEach(function (one) {
        one.row.value.value = one.value;
        touched(one.row, 0);
      });
      note.hidden = true;
      if (before.length) { before[0].row.value.focus(); }
      before = [];
    });
  };
})(window.Filing);
