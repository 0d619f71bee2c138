/* 进行中: whoever presses sees at once that the next page is on its way, and after a second reads it.
   A file that is saved leaves the page where it is, and says nothing when it has come: its words go by themselves. */
(function () {
  'use strict';
  var FILE = /\/(word|notice|excel|page|slides|csv|json|template|marked)\/$/, FILE_TAKES = 6000, SLOW = 1000;
  var sign = document.createElement('div'), timers = [];
  sign.className = 'patience';
  sign.setAttribute('role', 'status');

  function stop() {
    timers.forEach(clearTimeout);
    timers = [];
    sign.textContent = '';
    sign.remove();
  }
  function start(url) {
    var is_file = FILE.test(new URL(url, location.href).pathname);
    stop();
    document.body.appendChild(sign);
    timers.push(setTimeout(function () {
      var words = document.createElement('b');
      words.textContent = is_file ? '正在准备文件，好了浏览器会保存' : '进行中，请稍候';
      sign.appendChild(words);
    }, SLOW));
    if (is_file) timers.push(setTimeout(stop, FILE_TAKES));
  }
  document.addEventListener('submit', function (event) {
    var by = event.submitter;
    if (!event.defaultPrevented) start((by && by.getAttribute('formaction')) || event.target.getAttribute('action') || location.href);
  });
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    var there = new URL(link.href, location.href);
    if (there.protocol.indexOf('http') || (there.hash && there.pathname === location.pathname && there.search === location.search)) return;
    start(link.href);
  });
  window.addEventListener('pageshow', stop);
  document.addEventListener('input', stop); // who was asked and stayed goes on typing
  document.addEventListener('keydown', function (event) { if (event.key === 'Escape') stop(); });
}());
