/* The margin of the entry sheet: what the number in hand makes of the indicators. A phone has no margin: there it is a line under the row. */
(function () {
  'use strict';
  var feeds = document.querySelector('form[data-grid] [data-feeds]'), shown = '';
  if (!feeds || !feeds.dataset.feeds) return;
  var form = feeds.closest('form'), margin = feeds.parentNode, under = document.createElement('tr');
  var phone = window.matchMedia('(max-width:700px)');
  under.className = 'feed-line';
  under.appendChild(document.createElement('td')).colSpan = 7;

  function seat() {
    var row = form.querySelector('tr[data-cell="' + shown + '"]');
    if (!phone.matches || !row) { under.remove(); margin.appendChild(feeds); return; }
    under.firstChild.appendChild(feeds);
    row.after(under);
  }
  function feed(cell) {
    if (shown !== cell) feeds.textContent = '';
    shown = cell;
    seat();
    fetch(feeds.dataset.feeds + '?item=' + encodeURIComponent(cell), { headers: { 'X-Requested-With': 'grid' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.text() : ''; })
      .then(function (html) { if (shown === cell) feeds.innerHTML = html; })
      .catch(function () { /* the margin is a convenience */ });
  }
  function isIdle() { // a row that opens by itself pushes nothing about on a phone
    return phone.matches && navigator.userActivation && !navigator.userActivation.hasBeenActive;
  }
  document.addEventListener('grid:row', function (event) { if (event.detail !== shown && !isIdle()) feed(event.detail); });
  document.addEventListener('grid:saved', function (event) { if (event.detail === shown) feed(shown); });
  phone.addEventListener('change', seat);
  var first = form.querySelector('tr[data-cell]');
  if (first && !phone.matches) feed(first.dataset.cell);
}());
