// Drafts save themselves: each row a moment after it was touched, at once when it is left.
"use strict";
(function (Filing) {
  var PAUSE = 800;

  Filing.autosave = function (form, rows, keeping, states) {
    var timer = null, isSending = false, afterwards = [], line = null;

    var isDue = function (row) {
      return row.isDirty() && !row.isHeld() && !row.restored && row.text() !== row.failed &&
        !(row.owesReason() && row.element.contains(document.activeElement));
    };
    var mark = function (row) {
      if (row.isHeld()) {
        row.tell("conflict", states.words("rowConflict"));
      } else if (!row.isDirty()) {
        if (row.element.dataset.saving !== "saved") { row.tell("", ""); }
      } else if (row.text() !== row.failed) {
        row.tell("dirty", states.words(row.restored ? "rowRestored" : row.owesReason() ? "rowReason" : "rowDirty"));
      }
    };
    var keep = function (row) {
      if (row.isDirty()) {
        keeping.put(row.code, { typed: row.read(), seen: row.seen.value, at: Date.now() });
      } else {
        keeping.forget(row.code);
      }
    };
    var counted = function () {
      var unsaved = rows.filter(function (row) { return row.isDirty(); });
      if (!line.isOpen()) { return; }
      if (isSending) { states.show("saving"); return; }
      if (!unsaved.length) { states.show("saved"); return; }
      var stuck = unsaved.every(function (row) { return row.isHeld() || row.text() === row.failed; });
      states.show(stuck ? "wrong" : "dirty");
    };

    var settled = function (row, said, at) {
      if (!said) { return failed(row); }
      var untouched = row.text() === row.sent;
      row.put("stored", said.stored);
      if (said.state === "saved") {
        row.seen.value = said.seen;
        row.base = row.sent;
        row.failed = null;
        if (untouched) {
          if (!row.element.contains(document.activeElement)) {
            row.write(said);
            row.base = row.text();
          }
          row.tell("saved", states.words("rowSaved").replace("{n}", at));
        }
      } else {
        row.failed = row.sent;
        if (said.state === "conflict") { row.put("conflict", said.conflict); }
        if (untouched) { row.tell(said.state, states.words(said.state === "conflict" ? "rowConflict" : "rowWrong")); }
      }
      keep(row);
    };
    var failed = function (row) {
      row.failed = row.sent;
      row.tell("wrong", states.words("rowWrong"));
    };
    var answered = function (said) {
      if (said.refused) { return; }
      rows.forEach(function (row) {
        // What is wrong with a field that was not sent again is still wrong.
        var stays = !(row.code in said.rows) && row.failed !== null && row.text() === row.failed;
        if (!stays) { row.noteFindings(said.findings[row.code] || ""); }
      });
      states.count(said);
    };
    var done = function () {
      isSending = false;
      counted();
      var waiting = afterwards;
      afterwards = [];
      waiting.forEach(function (what) { what(); });
      if (line.isOpen() && rows.some(isDue)) { soon(PAUSE); }
    };
    var flush = function () {
      window.clearTimeout(timer);
      if (isSending || !line.isOpen()) { return; }
      var batch = rows.filter(isDue);
      if (!batch.length) { counted(); return; }
      var body = new FormData();
      batch.forEach(function (row) {
        row.sent = row.text();
        row.append(body);
        row.tell("saving", states.words("rowSaving"));
      });
      isSending = true;
      states.show("saving");
      line.post(form.dataset.autosave, body).then(function (said) {
        if (said && said.refused) {
          batch.forEach(failed);
          isSending = false;
          states.show("wrong", said.refused);
          return;
        }
        if (said) {
          batch.forEach(function (row) { settled(row, said.rows[row.code], said.at); });
          answered(said);
        } else {
          batch.forEach(mark);
        }
        done();
      });
    };
    var soon = function (delay) {
      window.clearTimeout(timer);
      timer = window.setTimeout(flush, delay);
    };

    line = Filing.line(form, states, flush);
    return {
      line: line,
      answered: answered,
      flush: flush,
      keep: keep,
      counted: counted,
      unsaved: function () { return rows.filter(function (row) { return row.isDirty(); }); },
      // Whatever else wants the line waits for its turn.
      inTurn: function (what) { if (isSending) { afterwards.push(what); } else { what(); } },
      begin: function () { isSending = true; counted(); },
      done: done,
      touched: function (row, delay) {
        row.restored = false;
        if (row.element.dataset.saving === "saved" && row.isDirty()) { row.tell("dirty", ""); }
        row.show();
        mark(row);
        keep(row);
        counted();
        soon(delay === undefined ? PAUSE : delay);
      },
      left: function (row) { if (isDue(row)) { soon(0); } },
      // Somebody looked at both values and chose.
      choose: function (row, mine) {
        var theirs = row.theirs();
        row.seen.value = theirs.value;
        if (!mine) {
          row.write({
            value: theirs.dataset.value, unit: theirs.dataset.unit, na: theirs.dataset.na,
            reason: theirs.dataset.reason, note: theirs.dataset.note
          });
          row.base = row.text();
        }
        row.failed = null;
        row.put("conflict", "");
        row.tell("", "");
        row.value.focus();
        mark(row);
        keep(row);
        counted();
        soon(0);
      }
    };
  };
})(window.Filing);
