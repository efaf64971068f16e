// One line to the server: one request at a time, tried again when the connection is back or
// when the same person has logged in again.
"use strict";
(function (Filing) {
  var FIRST = 2000, LONGEST = 60000, POLL = 4000, PATIENCE = 30000;

  // `states.show(kind, words)` says how the line stands; `resume` is called when it is open again.
  Filing.line = function (form, states, resume) {
    var wait = FIRST, timer = null, isOpen = true;

    var token = function () {
      // Logging in again gives the session a new token; the old page takes it over.
      var found = /csrftoken=([^;]+)/.exec(document.cookie);
      if (found) { form.elements.csrfmiddlewaretoken.value = found[1]; }
      return form.elements.csrfmiddlewaretoken.value;
    };
    var later = function (kind, what, delay) {
      isOpen = false;
      states.show(kind);
      window.clearTimeout(timer);
      timer = window.setTimeout(what, delay);
    };
    var open = function () {
      window.clearTimeout(timer);
      isOpen = true;
      wait = FIRST;
      resume();
    };
    var offline = function () {
      later("offline", function () {
        isOpen = true;
        resume();
      }, wait);
      wait = Math.min(2 * wait, LONGEST);
    };
    var probe = function () {
      return fetch(form.dataset.session, { cache: "no-store", headers: { Accept: "application/json" } }).then(function (answer) {
        if (!answer.ok) { return answer.status === 401 || answer.status === 403 ? "nobody" : "down"; }
        return answer.json().then(function (who) { return who.username === form.dataset.username ? "same" : "other"; });
      }, function () { return "down"; });
    };
    var watch = function () {
      probe().then(function (who) {
        if (who === "same") { open(); }
        else if (who === "down") { offline(); }
        else { later(who === "other" ? "other" : "loggedOut", watch, POLL); }
      });
    };

    // Whoever signs the section off names what they saw of it: one's own saves count as seen.
    var sight = function () { return document.querySelector("[data-section-seen]"); };
    var renewed = function (said) {
      if (said.section && sight()) { sight().value = said.section; }
      return said;
    };

    // Resolves to the answer's JSON, or to null where nobody received it: the line then says so.
    var post = function (address, body, isAgain) {
      body.set("user", form.dataset.user);
      body.set("csrfmiddlewaretoken", token());
      body.set("section", sight() ? sight().value : "");
      return fetch(address, {
        method: "POST", body: body, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE)
      }).then(function (answer) {
        if (answer.ok) {
          wait = FIRST;
          return answer.json().then(renewed);
        }
        if (answer.status === 409) {
          return answer.json().then(function (said) {
            if (!said.other) { return said; }
            later("other", watch, POLL);
            return null;
          });
        }
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
          return probe().then(function (who) {
            if (who === "same" && !isAgain) { return post(address, body, true); }
            if (who === "same") { return { refused: states.words("failed") }; }
            if (who === "down") { offline(); } else { later(who === "other" ? "other" : "loggedOut", watch, POLL); }
            return null;
          });
        }
        if (answer.status >= 500) {
          offline();
          return null;
        }
        return { refused: states.words("failed") };
      }, function () {
        offline();
        return null;
      });
    };

    window.addEventListener("online", function () { if (!isOpen) { watch(); } });
    window.addEventListener("focus", function () { if (!isOpen) { watch(); } });
    return {
      post: post,
      isOpen: function () { return isOpen; },
      tryNow: function () { if (!isOpen) { watch(); } }
    };
  };
})(window.Filing);
