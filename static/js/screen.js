// Turn the sheets of the meeting room's screen; change to a new edition; say since when the line is broken.
(function () {
  "use strict";
  var ASK_EVERY = 15000, PATIENCE = 10000, TURN_EVERY = 20000;
  var body = document.body, current = 0, asOf = document.getElementById("at").textContent;

  function sheets() { return Array.prototype.slice.call(document.querySelectorAll(".screen-sheet")); }

  function turn(to) {
    var all = sheets();
    current = all.length ? to % all.length : 0;
    all.forEach(function (sheet, place) { sheet.hidden = place !== current; });
    document.getElementById("turn").textContent =
      all.length > 1 ? "第" + (current + 1) + "屏，共" + all.length + "屏" : "";
  }

  function ask(url) {
    var stop = new AbortController(), clock = setTimeout(function () { stop.abort(); }, PATIENCE);
    return fetch(url, { signal: stop.signal, credentials: "same-origin" }).then(function (answer) {
      clearTimeout(clock);
      return answer;
    });
  }

  function say(words) { document.getElementById("line").textContent = words; }

  function time(answer) {
    var told = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };
    return new Date(answer.headers.get("Date") || Date.now()).toLocaleTimeString("zh-CN", told);
  }

  // the whole page is fetched before anything is taken away: a line that breaks meanwhile leaves the old numbers
  function change() {
    return ask(window.location.href).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      ["main", "footer"].forEach(function (part) {
        document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
      });
      body.dataset.edition = page.body.dataset.edition;
      turn(0);
    });
  }

  function look() {
    ask(body.dataset.poll).then(function (answer) {
      if (answer.status === 404) return window.location.reload();
      if (!answer.ok) throw new Error(answer.status);
      var at = time(answer);
      return answer.json().then(function (told) {
        return told.edition === body.dataset.edition ? null : change();
      }).then(function () {
        asOf = at;
        say(asOf + " 更新");
        body.classList.remove("broken");
      });
    }).catch(function () {
      say("断线，数据为 " + asOf);
      body.classList.add("broken");
    });
  }

  setInterval(look, ASK_EVERY);
  setInterval(function () { turn(current + 1); }, TURN_EVERY);
  look();
})();
