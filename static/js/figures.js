// Draws the charts of a page: plotly.js is fetched when the first chart comes near the screen,
// each chart when it does. Without scripts the tables hold the same numbers.
"use strict";
(function () {
  var own = document.currentScript;
  var chinese = document.documentElement.lang.indexOf("zh") === 0;
  var loading = null;

  function load(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  function plotly() {
    if (!loading) {
      loading = load(own.dataset.plotly).then(function () {
        return chinese ? load(own.dataset.locale) : null;
      });
    }
    return loading;
  }

  // What the chart wants otherwise on a phone, by path: {"xaxis.dtick": 2}.
  function narrow(layout) {
    var wishes = layout.meta.narrow;
    Object.keys(wishes).forEach(function (path) {
      var names = path.split(".");
      layout[names[0]][names[1]] = wishes[path];
    });
  }

  function draw(element) {
    var data = document.getElementById(element.dataset.figure);
    if (!data || element.dataset.drawn) { return; }
    element.dataset.drawn = "yes";
    plotly().then(function () {
      var figure = JSON.parse(data.textContent);
      if (element.clientWidth < 480) { narrow(figure.layout); }
      var options = {
        displayModeBar: false,
        displaylogo: false,
        showSendToCloud: false,
        responsive: true,
        locale: chinese ? "zh-CN" : "en"
      };
      return window.Plotly.newPlot(element, figure.data, figure.layout, options);
    }).then(function () {
      element.classList.add("is-drawn");
    });
  }

  var watcher = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) {
        watcher.unobserve(entry.target);
        draw(entry.target);
      }
    });
  }, { rootMargin: "200px" });

  // A picture leaves the page: it takes along what it shows, how current it is, and that it is sample data.
  function picture(button) {
    var element = document.querySelector('[data-figure="' + button.dataset.of + '"]');
    var sample = document.querySelector(".demo__badge");
    var asOf = document.querySelector(".as-of");
    var below = [sample, asOf].filter(Boolean).map(function (one) { return one.textContent.trim(); }).join(" · ");
    var figure = JSON.parse(document.getElementById(button.dataset.of).textContent);
    var title = element.getAttribute("aria-label");
    figure.layout.title = { text: title, x: 0.02, y: 0.98, yanchor: "top", font: { size: 16 } };
    figure.layout.margin = { l: 64, r: 28, t: 72, b: 64 };
    figure.layout.annotations = (figure.layout.annotations || []).concat([{
      text: below, showarrow: false, xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", yshift: -36,
      font: { size: 12 }
    }]);
    return plotly().then(function () {
      return window.Plotly.downloadImage(
        { data: figure.data, layout: figure.layout, config: { locale: chinese ? "zh-CN" : "en" } },
        {
          format: button.dataset.picture,
          filename: title,
          width: 1000,
          height: figure.layout.height + 96,
          scale: 2
        }
      );
    });
  }

  document.querySelectorAll("[data-picture]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { picture(button); });
  });

  // On paper nothing comes near a screen, and a chart is scaled as it stands (dashboards/paper.css).
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("[data-figure]").forEach(draw);
    document.querySelectorAll(".chart .main-svg").forEach(function (svg) {
      var width = svg.getAttribute("width"), height = svg.getAttribute("height");
      svg.setAttribute("viewBox", "0 0 " + width + " " + height);
      svg.closest(".chart").style.setProperty("--proportions", width + " / " + height);
      svg.closest(".chart").style.setProperty("--width", width + "px");
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll(".chart .main-svg").forEach(function (svg) { svg.removeAttribute("viewBox"); });
  });
  document.querySelectorAll("[data-figure]").forEach(function (element) { watcher.observe(element); });
})();
