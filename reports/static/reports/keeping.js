// Copies of what is typed and not yet stored, in this browser, under the account that typed it.
// Logging out clears them (Clear-Site-Data); a session that merely ran out does not.
"use strict";
(function (Filing) {
  Filing.keeping = function (form) {
    var key = "filing/" + form.dataset.user + "/" + form.dataset.keptAs;
    var read = function () {
      try { return JSON.parse(window.localStorage.getItem(key)) || {}; } catch (fault) { return {}; }
    };
    var write = function (kept) {
      try {
        if (Object.keys(kept).length) { window.localStorage.setItem(key, JSON.stringify(kept)); }
        else { window.localStorage.removeItem(key); }
      } catch (fault) { /* no room, or not allowed: the page itself still holds everything */ }
    };
    return {
      all: read,
      put: function (name, what) {
        var kept = read();
        kept[name] = what;
        write(kept);
      },
      forget: function (name) {
        var kept = read();
        if (name in kept) {
          delete kept[name];
          write(kept);
        }
      }
    };
  };
})(window.Filing);
