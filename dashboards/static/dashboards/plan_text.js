// The plan's text: words and lights point at each other, j and k walk from problem to problem.
// Without scripts text, lights, outline and filters work all the same.
"use strict";
(function () {
  var text = document.querySelector(".plan__text");
  if (!text) { return; }
  var KEPT = "plan-keys";

  function each(selector, act) { Array.prototype.forEach.call(text.querySelectorAll(selector), act); }

  // --- words and their lights ---
  function point(quotes) {
    each(".is-pointed", function (one) { one.classList.remove("is-pointed"); });
    quotes.forEach(function (quote) {
      each("[data-quotes~='" + quote + "'], [data-quote='" + quote + "']", function (one) { one.classList.add("is-pointed"); });
    });
  }
  function quotesOf(target) {
    var note = target.closest(".note"), words = target.closest(".said");
    if (note) { return [note.dataset.quote]; }
    return words ? words.dataset.quotes.split(" ").slice(0, 1) : [];
  }
  text.addEventListener("mouseover", function (event) { point(quotesOf(event.target)); });
  text.addEventListener("mouseleave", function () { point([]); });
  text.addEventListener("focusin", function (event) { point(quotesOf(event.target)); });

  // A link from elsewhere leads to words: they are shown as pointed at.
  function arrive() {
    var anchor = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!anchor) { return; }
    var folded = anchor.closest("details");
    if (folded) { folded.open = true; }
    anchor.scrollIntoView();
    if (!anchor.matches("[data-anchor]")) { return; }
    var words = anchor.nextElementSibling;
    while (words && !words.matches(".said")) { words = words.nextElementSibling; }
    var link = text.querySelector(".note[data-anchor-of='" + anchor.id + "']");
    if (link) { point([link.dataset.quote]); } else if (words) { point(quotesOf(words)); }
  }
  window.addEventListener("hashchange", arrive);
  arrive();

  // On paper nothing is folded.
  window.addEventListener("beforeprint", function () {
    each("details", function (one) { one.open = true; });
  });

  // --- the outline: open where there is room for it, and showing where one is ---
  var outline = document.querySelector("[data-open-wide]"), walk = document.querySelector("[data-walk]");
  if (!outline || !walk) { return; }
  outline.open = window.matchMedia("(min-width: 80rem)").matches;
  var entries = {};
  Array.prototype.forEach.call(outline.querySelectorAll("li li a"), function (link) {
    entries[link.getAttribute("href").slice(1)] = link;
  });
  var watcher = new IntersectionObserver(function (seen) {
    seen.forEach(function (entry) {
      var link = entries[entry.target.getAttribute("aria-labelledby")];
      if (!link) { return; }
      if (entry.isIntersecting) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
  }, { rootMargin: "-25% 0px -70% 0px" });
  each("section.plan__clause", function (one) { watcher.observe(one); });

  // --- from problem to problem ---
  var output = walk.querySelector("[data-at]");
  var keys = walk.querySelector("[data-keys]");
  var problems = Array.prototype.slice.call(text.querySelectorAll("[data-problem]"));
  function step(by) {
    if (!problems.length) { return; }
    var now = problems.indexOf(document.activeElement);
    var next = now < 0 ? (by > 0 ? following() : following() - 1) : now + by;
    next = (next + problems.length) % problems.length;
    problems[next].focus({ preventScroll: true });
    problems[next].scrollIntoView({ block: "center" });
    output.textContent = output.dataset.words.replace("AT", next + 1).replace("ALL", problems.length);
  }
  // The first problem that is not above the window.
  function following() {
    for (var at = 0; at < problems.length; at += 1) {
      if (problems[at].getBoundingClientRect().top > 0) { return at; }
    }
    return 0;
  }
  walk.hidden = !problems.length;
  walk.addEventListener("click", function (event) {
    var button = event.target.closest("[data-step]");
    if (button) { step(Number(button.dataset.step)); }
  });
  try { keys.checked = localStorage.getItem(KEPT) !== "off"; } catch (refused) { keys.checked = true; }
  keys.addEventListener("change", function () {
    try { localStorage.setItem(KEPT, keys.checked ? "on" : "off"); } catch (refused) { return; }
  });
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest("input, select, textarea");
    if (typing || !keys.checked || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "j" || event.key === "k") { step(event.key === "j" ? 1 : -1); }
  });
})();
