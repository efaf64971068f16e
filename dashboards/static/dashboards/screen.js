// The big screen: shows one slide after the other, asks every few seconds whether anything changed, and
// goes on with what it has while the server cannot be reached.
"use strict";
(function () {
  var screen = document.querySelector("[data-screen]");
  var stage = document.querySelector("[data-stage]");
  if (!screen || !stage) { return; }
  var STEP = 250, ASK = 15000, PATIENCE = 10000, WARN = 30 * 60 * 1000;
  var stay = Number(screen.dataset.seconds) * 1000;
  var words = { lost: screen.dataset.wordsLost, expired: screen.dataset.wordsExpired, ends: screen.dataset.wordsEnds };
  var bars = document.querySelector("[data-pages]"), at = document.querySelector("[data-at]");
  var state = document.querySelector("[data-state]"), logIn = document.querySelector("[data-log-in-link]");
  var ends = new Date(screen.dataset.ends).getTime();
  var version = stage.dataset.version, etag = "";
  var slides = [], now = 0, shownFor = 0, isPaused = false, isExpired = false;
  var lastContact = Date.now(), lostSince = null;

  function two(number) { return (number < 10 ? "0" : "") + number; }
  function clock(moment) {
    var time = new Date(moment);
    return two(time.getHours()) + ":" + two(time.getMinutes());
  }

  // --- slides ---
  function gather(name) {
    slides = Array.prototype.slice.call(stage.querySelectorAll("[data-slide]"));
    bars.textContent = "";
    slides.forEach(function () { bars.appendChild(document.createElement("li")); });
    var again = slides.map(function (slide) { return slide.dataset.slide; }).indexOf(name);
    now = again < 0 ? 0 : again;
    show();
  }
  function show() {
    slides.forEach(function (slide, number) { slide.hidden = number !== now; });
    at.textContent = (now + 1) + " / " + slides.length;
    mark();
  }
  function mark() {
    Array.prototype.forEach.call(bars.children, function (bar, number) {
      var share = number < now ? 100 : number > now ? 0 : Math.min(100, 100 * shownFor / stay);
      bar.style.setProperty("--share", share);
    });
  }
  function turn(by) {
    now = (now + by + slides.length) % slides.length;
    shownFor = 0;
    show();
  }
  window.setInterval(function () {
    if (isPaused || !slides.length) { return; }
    shownFor += STEP;
    if (shownFor >= stay && slides.length > 1) { turn(1); } else { mark(); }
  }, STEP);

  // --- what must be said ---
  function say() {
    var kind = isExpired ? "expired" : lostSince ? "lost" : isPaused ? "paused" : ends - Date.now() < WARN ? "ends" : "";
    var age = Math.floor((Date.now() - lastContact) / 60000);
    var said = {
      expired: words.expired,
      lost: words.lost.replace("SINCE", clock(lostSince)).replace("AGE", age),
      paused: screen.dataset.wordsPaused,
      ends: words.ends.replace("TIME", clock(ends))
    }[kind] || "";
    if (state.textContent !== said) { state.textContent = said; }
    state.dataset.kind = kind;
    logIn.hidden = !isExpired;
    logIn.href = screen.dataset.logIn + "?next=" + encodeURIComponent(location.pathname + location.search);
  }

  // --- keeping current ---
  function ask(address, headers) {
    var patience = new AbortController();
    var timer = window.setTimeout(function () { patience.abort(); }, PATIENCE);
    return fetch(address, { headers: headers, cache: "no-store", credentials: "same-origin", signal: patience.signal })
      .then(function (answer) {
        window.clearTimeout(timer);
        return answer;
      });
  }
  function expired() { isExpired = true; }
  function lost() {
    if (!lostSince) { lostSince = Date.now(); }
  }
  function reached() {
    lastContact = Date.now();
    lostSince = null;
    isExpired = false;
  }
  // 401 and 403: nobody is logged in any more, or somebody else is. Anything else but success: try again later.
  function judge(answer) {
    if (answer.status === 401 || answer.status === 403 || answer.redirected) { expired(); return false; }
    if (!answer.ok && answer.status !== 304) { throw new Error(String(answer.status)); }
    reached();
    return answer.status !== 304;
  }
  function renew() {
    return ask(location.href, { "HX-Request": "true" }).then(function (answer) {
      return judge(answer) ? answer.text() : null;
    }).then(function (text) {
      if (text === null) { return; }
      var fresh = new DOMParser().parseFromString(text, "text/html");
      var other = fresh.querySelector("[data-stage]");
      if (!other) { throw new Error("no stage"); }
      var name = slides.length ? slides[now].dataset.slide : "";
      stage.replaceChildren.apply(stage, Array.prototype.slice.call(document.importNode(other, true).childNodes));
      version = other.dataset.version;
      ends = new Date(fresh.querySelector("[data-screen]").dataset.ends).getTime();
      document.querySelector("[data-as-of]").replaceWith(document.importNode(fresh.querySelector("[data-as-of]"), true));
      gather(name);
    });
  }
  function poll() {
    var headers = { "HX-Request": "true" };
    if (etag) { headers["If-None-Match"] = etag; }
    ask(screen.dataset.versionAddress, headers)
      .then(function (answer) {
        if (!judge(answer)) { return null; }
        etag = answer.headers.get("ETag") || "";
        return answer.json();
      })
      .then(function (said) { return said && said.version !== version ? renew() : null; })
      .catch(lost)
      .then(say);
  }
  window.setInterval(poll, ASK);
  window.addEventListener("online", poll);

  // --- keys ---
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("a")) { return; }
    if (event.key === " ") {
      isPaused = !isPaused;
      say();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      turn(event.key === "ArrowRight" ? 1 : -1);
    } else if (event.key === "Escape") {
      location.assign(screen.dataset.leave);
    } else { return; }
    event.preventDefault();
  });

  gather("");
  say();
})();
