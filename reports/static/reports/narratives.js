// Words on a task save themselves: a second and a half after the last key, and again when a
// lost connection or an ended session is back. Until the server has confirmed them they are
// kept in this browser, under a name of this person, report and task, and put back on return.
// Without this script every form saves with its button.
"use strict";
(function () {
  var FIELDS = ["practice", "problems", "intentions"];
  var PAUSE = 1500;
  var AGAIN = 10000;

  var keep = function (name, draft) {
    try { window.localStorage.setItem(name, JSON.stringify(draft)); return true; } catch (full) { return false; }
  };
  var forget = function (name) {
    try { window.localStorage.removeItem(name); } catch (closed) { return; }
  };
  var recall = function (name) {
    try { return JSON.parse(window.localStorage.getItem(name)); } catch (broken) { return null; }
  };

  // Closed meanwhile: what was typed and never saved is shown, to be copied.
  Array.prototype.forEach.call(document.querySelectorAll("[data-narrative-closed]"), function (box) {
    var draft = recall(box.dataset.draft);
    if (!draft) { return; }
    var notice = document.createElement("div");
    notice.className = "notice notice--warning";
    [box.dataset.kept].concat(FIELDS.map(function (field) { return draft[field] || ""; })).forEach(function (text) {
      var line = document.createElement("p");
      line.textContent = text;
      if (text) { notice.appendChild(line); }
    });
    box.insertBefore(notice, box.firstChild);
  });

  var begin = function (form) {
    var name = form.dataset.draft;
    var state = form.querySelector("[data-state]");
    var theirs = form.querySelector("[data-theirs]");
    var choice = form.querySelector("[data-choice]");
    var restored = form.querySelector("[data-restored-notice]");
    var timer = null;
    var sending = false;
    var clash = null;

    var words = function () {
      var said = { seen: form.elements.seen.value };
      FIELDS.forEach(function (field) { said[field] = form.elements[field].value; });
      return said;
    };
    var same = function (one, other) {
      return FIELDS.every(function (field) { return one[field].trim() === other[field].trim(); });
    };
    var saved = words();

    var tell = function (text, dirty) {
      state.textContent = text;
      state.classList.toggle("is-dirty", Boolean(dirty));
    };
    var count = function () {
      FIELDS.forEach(function (field) {
        form.querySelector("[data-count=" + field + "]").textContent = form.dataset.hint
          .replace("N", Array.from(form.elements[field].value).length)
          .replace("MIN", form.dataset.least).replace("MAX", form.dataset.most);
      });
    };
    var later = function (pause) {
      window.clearTimeout(timer);
      timer = window.setTimeout(save, pause);
    };
    var done = function (sent, version) {
      saved = sent;
      form.elements.seen.value = version;
      restored.hidden = true;
      if (same(words(), sent)) {
        forget(name);
        tell(form.dataset.saved + " " + new Date().toTimeString().slice(0, 5), false);
      } else {
        keep(name, words());
        later(PAUSE);
      }
    };
    var choose = function (answer) {
      clash = answer.theirs;
      FIELDS.forEach(function (field) { form.querySelector("[data-their=" + field + "]").textContent = clash[field]; });
      form.querySelector("[data-by]").textContent = clash.by;
      theirs.hidden = choice.hidden = false;
      tell(form.dataset.clash, true);
    };
    var save = function () {
      window.clearTimeout(timer);
      var sent = words();
      if (sending || clash || same(sent, saved)) { return; }
      sending = true;
      tell(form.dataset.saving, true);
      // Logging in again in another tab gives the session a new token.
      var token = /csrftoken=([^;]+)/.exec(document.cookie);
      if (token) { form.elements.csrfmiddlewaretoken.value = token[1]; }
      var options = {
        method: "POST", body: new URLSearchParams(new FormData(form)), cache: "no-store", redirect: "manual",
        headers: { "Accept": "application/json" }, signal: AbortSignal.timeout(15000)
      };
      fetch(window.location.pathname, options).then(function (answer) {
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
          tell(form.dataset.loggedOut, true);
          later(AGAIN);
          return null;
        }
        return answer.json().then(function (body) {
          if (answer.ok) { done(sent, body.version); }
          else if (body.theirs) { choose(body); }
          else { tell(body.message, true); }
        });
      }).catch(function () {
        tell(form.dataset.offline, true);
        later(AGAIN);
      }).finally(function () { sending = false; });
    };
    var changed = function () {
      count();
      if (same(words(), saved)) { forget(name); tell("", false); return; }
      keep(name, words());
      tell(form.dataset.dirty, true);
      if (!clash) { later(PAUSE); }
    };

    form.addEventListener("input", changed);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (clash) { keepMine(); } else { save(); }
    });
    var resolved = function () {
      form.elements.seen.value = clash.version;
      saved = clash;
      clash = null;
      theirs.hidden = choice.hidden = true;
    };
    var keepMine = function () {
      resolved();
      keep(name, words());
      save();
    };
    form.querySelector("[data-keep-mine]").addEventListener("click", keepMine);
    form.querySelector("[data-take-theirs]").addEventListener("click", function () {
      var taken = clash;
      resolved();
      FIELDS.forEach(function (field) { form.elements[field].value = taken[field]; });
      forget(name);
      count();
      tell(form.dataset.saved, false);
    });
    window.addEventListener("online", save);
    window.addEventListener("focus", save);
    window.addEventListener("beforeunload", function (event) {
      if (!same(words(), saved) && !keep(name, words())) { event.preventDefault(); event.returnValue = form.dataset.dirty; }
    });

    var draft = recall(name);
    if (draft && !same(draft, saved)) {
      FIELDS.forEach(function (field) { form.elements[field].value = draft[field] || ""; });
      form.elements.seen.value = draft.seen;
      restored.textContent = form.dataset.restored;
      restored.hidden = false;
      count();
      save();
    } else { forget(name); }
  };

  Array.prototype.forEach.call(document.querySelectorAll("form[data-narrative]"), begin);
})();
