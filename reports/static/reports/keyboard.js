// From field to field without the mouse, as in a table of a spreadsheet.
"use strict";
(function (Filing) {
  Filing.keyboard = function (form, rows) {
    var move = function (from, step) {
      var at = rows.indexOf(Filing.rowOf(rows, from)) + step;
      while (rows[at] && rows[at].na.checked) { at += step; }
      if (!rows[at]) { return; }
      rows[at].value.focus();
      if (rows[at].value.select) { rows[at].value.select(); }
      rows[at].value.scrollIntoView({ block: "nearest" });
    };
    form.addEventListener("keydown", function (event) {
      var field = event.target, isLong = field.tagName === "TEXTAREA";
      if (event.isComposing || event.altKey || event.metaKey || !field.closest("[data-row]")) { return; }
      if (event.key === "Enter" && field.matches("input:not([type=checkbox]), select, textarea")) {
        if (isLong && !event.ctrlKey) { return; }
        event.preventDefault();
        move(field, event.shiftKey ? -1 : 1);
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isLong && field.matches("[data-value]")) {
        event.preventDefault();
        move(field, event.key === "ArrowUp" ? -1 : 1);
      }
    });
  };
})(window.Filing);
