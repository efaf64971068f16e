// The filing form, put together: every part is a script of its own beside this one.
// Without scripts the form works all the same, and Save sends it as a whole.
"use strict";
(function (Filing) {
  var form = document.querySelector("form[data-filing]"), state = form && form.querySelector("[data-state]");
  if (!state) { return; }
  var errors = document.querySelector("[data-errors]"), logIn = form.querySelector("[data-log-in]");
  // Confirming waits for what is not saved yet, and is given up where that cannot be saved.
  var confirm = document.querySelector("form[data-confirm]"), isConfirming = false;
  var settled = function (isSaved) {
    if (!isConfirming) { return; }
    isConfirming = false;
    if (isSaved) { window.setTimeout(function () { confirm.requestSubmit(); }, 0); }
  };
  var states = {
    words: function (name) { return state.dataset[name]; },
    show: function (kind, words) {
      state.textContent = words || state.dataset[kind];
      state.dataset.kind = kind;
      logIn.hidden = kind !== "loggedOut" && kind !== "other";
      if (kind !== "saving" && kind !== "dirty") { settled(kind === "saved"); }
    },
    count: function (said) {
      var doubtful = form.querySelector("[data-doubtful]");
      document.querySelector("[data-progress]").textContent = said.progress;
      doubtful.textContent = doubtful.dataset.words.replace("{n}", said.doubtful);
      doubtful.hidden = !said.doubtful;
      Object.keys(said.tasks).forEach(function (task) {
        document.querySelector("[data-count='" + task + "']").textContent = said.tasks[task];
      });
    }
  };
  var rows = Filing.rows(form), keeping = Filing.keeping(form);
  var saving = Filing.autosave(form, rows, keeping, states);
  var explaining = Filing.explaining(form, rows, saving, keeping, states);
  var refresh = Filing.live(form, saving.line);
  var touched = function (row, delay) {
    saving.touched(row, delay);
    refresh();
  };
  Filing.keyboard(form, rows);
  Filing.pasting(form, rows, touched);
  rows.forEach(function (row) { row.show(); });

  form.addEventListener("input", function (event) {
    var row = Filing.rowOf(rows, event.target);
    if (row && !event.target.matches("[data-explain]")) { saving.touched(row); }
  });
  form.addEventListener("change", function (event) {
    var row = event.target.matches("[data-na]") && Filing.rowOf(rows, event.target);
    if (row) { (row.na.checked ? row.reason : row.value).focus(); }
  });
  form.addEventListener("focusout", function (event) {
    var row = Filing.rowOf(rows, event.target);
    if (row && !row.element.contains(event.relatedTarget) && !event.target.matches("[data-explain]")) {
      window.setTimeout(function () { saving.left(row); }, 0);
    }
  });
  form.addEventListener("click", function (event) {
    var choice = event.target.closest("[name^='choose-']");
    if (choice) {
      event.preventDefault();
      saving.choose(Filing.rowOf(rows, choice), choice.value === "mine");
      refresh();
    }
  });
  var save = function () {
    saving.line.tryNow();
    rows.forEach(function (row) { row.failed = null; });
    saving.flush();
    explaining.flush();
  };
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    save();
  });
  if (confirm) {
    confirm.addEventListener("submit", function (event) {
      if (!saving.unsaved().length && !explaining.isDirty()) { return; }
      event.preventDefault();
      isConfirming = true;
      save();
    });
  }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if (saving.unsaved().length || explaining.isDirty()) {
      event.preventDefault();
      event.returnValue = form.dataset.unsaved;
    }
  });

  // What an earlier page of the same account could not store stands in its fields again.
  var notice = document.querySelector("[data-restored]"), originals = [], kept = keeping.all(), found = 0;
  rows.forEach(function (row) {
    var one = kept[row.code], now = row.read();
    if (!one || row.base === null) { return; }
    row.write(one.typed);
    if (!row.isDirty()) {
      keeping.forget(row.code);
      return;
    }
    originals.push({ row: row, typed: now, seen: row.seen.value });
    row.seen.value = one.seen;
    row.restored = true;
    row.tell("dirty", states.words("rowRestored"));
    found += 1;
  });
  Object.keys(kept).forEach(function (name) {
    if (name.indexOf("explain-") === 0 && explaining.restore(name, kept[name].words)) { found += 1; }
  });
  if (found) {
    var words = notice.querySelector("[data-restored-words]");
    words.textContent = words.dataset.words.replace("{n}", found);
    notice.hidden = false;
    states.show("dirty");
    refresh();
  }
  notice.querySelector("[data-restored-save]").addEventListener("click", function () {
    notice.hidden = true;
    originals.forEach(function (one) { if (one.row.restored) { touched(one.row, 0); } });
    explaining.settle(true);
    rows[0].value.focus();
  });
  notice.querySelector("[data-restored-discard]").addEventListener("click", function () {
    notice.hidden = true;
    originals.forEach(function (one) {
      if (!one.row.restored) { return; }
      one.row.restored = false;
      one.row.write(one.typed);
      one.row.seen.value = one.seen;
      one.row.tell("", "");
      keeping.forget(one.row.code);
    });
    explaining.settle(false);
    saving.counted();
    refresh();
    rows[0].value.focus();
  });
  if (errors) { errors.focus(); }
})(window.Filing);
