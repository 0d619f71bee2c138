// Draw the figures that are on show, once they are near: [data-chart] names a JSON script with data, layout, config.
(function () {
  "use strict";
  var own = document.currentScript, library;

  function load(source) {
    return new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = source;
      script.async = false;  // fetched side by side, run in order
      script.onload = done;
      script.onerror = failed;
      document.head.appendChild(script);
    });
  }

  function plotly() {
    library = library || Promise.all([own.dataset.plotly, own.dataset.locale].map(load));
    return library;
  }

  function draw(box) {
    if (box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    plotly().then(function () {
      var figure = JSON.parse(document.getElementById(box.dataset.chart).textContent);
      box.textContent = "";
      return window.Plotly.newPlot(box, figure.data, figure.layout, figure.config);
    }).catch(function () {
      box.textContent = "图没有载入，数字都在下表。";
    });
  }

  function onShow(box) { return box.getClientRects().length > 0; }

  function watch() {
    var isPhone = !window.matchMedia("(min-width: 701px)").matches;  // draws what is scrolled to, and nothing ahead
    var boxes = Array.prototype.slice.call(document.querySelectorAll("[data-chart]"));
    var near = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { if (entry.isIntersecting) draw(entry.target); });
    }, { rootMargin: isPhone ? "0px" : "300px" });
    boxes.forEach(function (box) { near.observe(box); });
    if (isPhone) return;
    var idle = window.requestIdleCallback || function (run) { setTimeout(run, 1500); };
    window.addEventListener("load", function () {
      idle(function () { boxes.filter(onShow).forEach(draw); }, { timeout: 4000 });
    });
  }

  // the numbers are painted first: Plotly takes the browser longer to read than the whole page
  window.requestAnimationFrame(function () { setTimeout(watch, 0); });
})();
