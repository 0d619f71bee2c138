/* The entry sheet 填报: keys of a spreadsheet, paste, autosave by cell. The form alone does the same without script. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-grid]');
  if (!form) return;
  var url = form.dataset.grid, store = 'grid:' + url, KEY = ' key', leaving = false, undone = [], busy = false, again = false, timer = 0, wait = 1000, pasted = '', waiting = null;
  var rows = Array.prototype.slice.call(form.querySelectorAll('tr[data-cell]'));
  var say = form.querySelector('[data-say]'), filled = form.querySelector('[data-filled]');
  var WORDS = {
    dirty: '未保存', saving: '保存中', saved: '已存', error: '错误', warning: '需说明', offline: '待同步', clash: '两人同改', missing: '未报'
  };

  function cellOf(row) { return row.dataset.cell; }
  function field(row, name) { return form.elements[cellOf(row) + '-' + name]; }
  function fields(row) {
    return Array.prototype.filter.call(form.elements, function (e) { return e.name.indexOf(cellOf(row) + '-') === 0; });
  }
  function state(row, key, more) {
    row.dataset.state = key;
    row.querySelector('[data-state]').textContent = (WORDS[key] || '') + (more ? ' ' + more : '');
  }
  function dirty() { return rows.filter(function (row) { return row.dataset.dirty; }); }
  function more(row) { return form.querySelector('tr[data-more="' + cellOf(row) + '"]'); }
  function note(row, parts) {
    var line = form.querySelector('tr[data-for="' + cellOf(row) + '"]');
    if (line) line.remove();
    if (!parts.length) return;
    line = document.createElement('tr');
    line.className = 'cell-note';
    line.dataset.for = cellOf(row);
    var td = document.createElement('td');
    td.colSpan = row.children.length - 1;
    parts.forEach(function (part) { td.appendChild(part); });
    line.appendChild(document.createElement('td'));
    line.appendChild(td);
    more(row).after(line);
  }
  function advice(text, colour) {
    var p = document.createElement('p');
    p.className = 'advice ' + (colour || '');
    p.textContent = text;
    return p;
  }
  function button(text, act) {
    var b = document.createElement('button');
    b.type = 'button';
    b.className = 'small secondary';
    b.textContent = text;
    b.addEventListener('click', act);
    return b;
  }

  /* Say what was saved without hiding what is wrong. */
  function report(text) {
    var parts = [pasted, text];
    ['error', 'clash', 'warning'].forEach(function (key) {
      var count = rows.filter(function (row) { return row.dataset.state === key; }).length;
      if (count) parts.push(WORDS[key] + ' ' + count);
    });
    say.textContent = parts.filter(Boolean).join('；');
  }

  /* --- what is typed is kept here until the server has it ------------------------------------------------- */
  function unsaved() { return rows.filter(function (row) { return row.dataset.dirty || row.dataset.state === 'error'; }); }
  /* Each row with the key it was sent under: sent again, it is answered as then, not done twice. */
  function keep() {
    if (leaving) return;
    var kept = {};
    unsaved().forEach(function (row) {
      var texts = {};
      if (row.dataset.key) texts[KEY] = row.dataset.key;
      fields(row).forEach(function (e) { texts[e.name] = e.value; });
      kept[cellOf(row)] = texts;
    });
    try {
      if (Object.keys(kept).length) localStorage.setItem(store, JSON.stringify(kept)); else localStorage.removeItem(store);
    } catch (full) { /* a browser without storage still asks before it leaves */ }
  }
  function restore() {
    var kept;
    try { kept = JSON.parse(localStorage.getItem(store) || '{}'); } catch (broken) { kept = {}; }
    rows.forEach(function (row) {
      var texts = kept[cellOf(row)];
      if (!texts) return;
      if (!fields(row).some(function (e) { return typed(e) && texts[e.name] !== undefined && e.value !== texts[e.name]; })) return;
      fields(row).forEach(function (e) { if (texts[e.name] !== undefined) e.value = texts[e.name]; });
      row.dataset.dirty = '1';
      if (texts[KEY]) row.dataset.key = texts[KEY];
      state(row, 'dirty');
    });
    if (dirty().length) { say.textContent = '找回上次没存上的' + dirty().length + '格，正在保存'; save(); } else keep();
  }
  function typed(e) { return ['rv', 'was', 'shown', 'label'].indexOf(column(e)) < 0; }
  function touch(row) {
    row.dataset.dirty = '1';
    delete row.dataset.key;
    state(row, 'dirty');
    keep();
    count();
  }
  function count() {
    if (!filled) return;
    filled.textContent = rows.filter(function (row) { return field(row, 'value').value.trim() && row.dataset.optional === undefined; }).length;
    rows.forEach(function (row) {
      var mark = form.querySelector('[data-mark="' + cellOf(row) + '"]');
      if (mark) mark.setAttribute('class', 'mark ' + (row.dataset.state || (field(row, 'value').value.trim() ? 'saved' : 'missing')));
    });
  }

  /* --- saving ------------------------------------------------------------------------------------------------ */
  function later(ms) { clearTimeout(timer); timer = setTimeout(save, ms); }
  function newKey() { return Date.now().toString(36) + Math.random().toString(36).slice(2); }
  function body(sent, key) {
    var data = new FormData();
    data.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
    data.append('key', key);
    sent.forEach(function (row) {
      fields(row).forEach(function (e) { data.append(e.name, e.value); });
    });
    return data;
  }
  function ready() { return dirty().filter(function (row) { return row.dataset.state !== 'clash'; }); }
  function save() {
    var all = ready();
    if (!all.length || leaving) return;
    if (busy) { again = true; return; }
    var key = all[0].dataset.key, sent = all.filter(function (row) { return row.dataset.key === key; });
    busy = true;
    again = sent.length < all.length;
    key = key || newKey();
    sent.forEach(function (row) {
      row.dataset.sent = JSON.stringify(fields(row).map(function (e) { return e.value; }));
      row.dataset.key = key;
      state(row, 'saving');
    });
    fetch(url, { method: 'POST', body: body(sent, key), headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.json().then(function (data) { return received(answer, data, sent); }); })
      .catch(broken)
      .then(function () { busy = false; keep(); count(); settled(); });
  }
  function settled() {
    var hand = document.activeElement, by = waiting;
    if (hand.form === form) hand.scrollIntoView({ block: 'nearest' }); // notes above push the cell in hand under the bar
    if (again) { again = false; save(); }
    if (busy || !by) return;
    waiting = null;
    form.requestSubmit(by);
  }
  function received(answer, data, sent) {
    wait = 1000;
    if (answer.status === 200) return sent.forEach(function (row) { told(row, data.cells[cellOf(row)]); });
    if (answer.status === 409) return sent.forEach(function (row) { clashed(row, data); });
    if (answer.status === 503) return broken();
    waiting = null;
    sent.forEach(function (row) { state(row, 'offline'); });
    say.textContent = (data.reason || '没有存上') + ' 填的内容留在本机，重新打开本页会接着存。';
  }
  function broken() {
    waiting = null;
    again = false;
    ready().forEach(function (row) { state(row, 'offline'); }); // what was not sent yet waits for the line too
    say.textContent = '连不上服务器，' + dirty().length + '格待同步，恢复后自动保存';
    later(wait);
    wait = Math.min(wait * 2, 15000);
  }
  function told(row, cell) {
    if (!cell) return;
    delete row.dataset.key;
    var same = row.dataset.sent === JSON.stringify(fields(row).map(function (e) { return e.value; }));
    if (cell.rv !== undefined) field(row, 'rv').value = cell.rv;
    if (cell.error) {
      note(row, [advice(cell.error, 'red')]);
      delete row.dataset.dirty;
      state(row, 'error');
      return report('');
    }
    if (!same) return later(0);
    Object.keys(cell.texts).forEach(function (name) {
      var input = field(row, name);
      if (input && input !== document.activeElement) input.value = cell.texts[name];
    });
    field(row, 'was').value = cell.was;
    delete row.dataset.dirty;
    note(row, cell.questions.map(function (text) { return advice(text, 'amber'); }));
    more(row).classList.toggle('has', Boolean(cell.questions.length || cell.texts.note || cell.texts.blank_reason || field(row, 'official_growth') || field(row, 'ranked_total')));
    state(row, cell.questions.length ? 'warning' : 'saved', cell.converted || (cell.questions.length ? '' : cell.at));
    report('草稿 ' + cell.at + ' 已存');
    document.dispatchEvent(new CustomEvent('grid:saved', { detail: cellOf(row) }));
  }
  function clashed(row, data) {
    var clash = (data.clashes || []).filter(function (each) { return each.cell === cellOf(row); })[0];
    delete row.dataset.key;
    if (!clash) { state(row, 'dirty'); return later(0); }
    state(row, 'clash');
    var theirs = (clash.rows || []).map(function (each) { return each.join('　'); }).join('；');
    note(row, [
      advice(clash.who + ' 先改了这一格，您填的还没有存。' + theirs, 'red'),
      button('用对方的', function () { delete row.dataset.dirty; keep(); location.reload(); }),
      button('用我的', function () { field(row, 'rv').value = clash.rv; note(row, []); touch(row); save(); })
    ]);
  }

  /* --- the keyboard of a spreadsheet ---------------------------------------------------------------------- */
  function column(input) { return input.name.slice(input.name.lastIndexOf('-') + 1); }
  function rowOf(input) {
    var line = input.closest('tr[data-cell],tr[data-more]');
    return line && (line.dataset.cell ? line : form.querySelector('tr[data-cell="' + line.dataset.more + '"]'));
  }
  function move(input, by) {
    var i = rows.indexOf(rowOf(input)), name = column(input), target = null;
    for (i += by; i >= 0 && i < rows.length && !target; i += by) target = field(rows[i], name) || null;
    if (target) { target.focus(); target.select(); }
    return Boolean(target);
  }
  form.addEventListener('focusin', function (event) {
    var row = rowOf(event.target);
    if (!row || event.target.tagName !== 'INPUT') return;
    event.target.dataset.before = event.target.value;
    rows.forEach(function (each) {
      each.classList.toggle('current', each === row);
      more(each).classList.toggle('open', each === row);
    });
    document.dispatchEvent(new CustomEvent('grid:row', { detail: cellOf(row) }));
  });
  form.addEventListener('keydown', function (event) {
    var input = event.target, row = rowOf(input);
    if (!row || input.tagName !== 'INPUT' || event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      input.blur();
      form.requestSubmit(form.querySelector('button[value=check]'));
    } else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      var up = event.key === 'ArrowUp' || (event.key === 'Enter' && event.shiftKey);
      if (!move(input, up ? -1 : 1)) { input.blur(); input.focus(); }
    } else if (event.key === 'Escape') {
      input.value = input.dataset.before;
    } else if (event.key === 'F2') {
      event.preventDefault();
      input.setSelectionRange(input.value.length, input.value.length);
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey) && undone.length && input.value === input.dataset.before) {
      event.preventDefault();
      undo();
    }
  });
  form.addEventListener('change', function (event) {
    var row = rowOf(event.target);
    if (!row) return;
    pasted = '';
    paired(row, event.target);
    touch(row);
    later(250);
  });
  /* Either 累计 or 当季 may be typed; what was typed last holds, the other is computed by the server. */
  function paired(row, input) {
    var other = { value: 'single', single: 'value' }[column(input)];
    if (!other || !field(row, other)) return;
    field(row, other).value = '';
    if (other === 'value') field(row, 'shown').value = '/'; // 当季 counts as typed, even if it is what stood there before
  }

  /* --- paste of a block -------------------------------------------------------------------------------------- */
  form.addEventListener('paste', function (event) {
    var input = event.target, row = rowOf(input), text = event.clipboardData.getData('text/plain');
    if (!row || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ''))) return;
    event.preventDefault();
    var block = text.replace(/\r\n?/g, '\n').replace(/[\s]+$/, '').split('\n').map(function (line) { return line.split('\t'); });
    var columns = ['value', 'single'].slice(column(input) === 'single' ? 1 : 0);
    if (columns.indexOf(column(input)) < 0) columns = [column(input)];
    var start = rows.indexOf(row), undo = [], wide = 0, over = Math.max(0, block.length - (rows.length - start));
    block.slice(0, rows.length - start).forEach(function (line, down) {
      var target = rows[start + down];
      wide = Math.max(wide, line.length - columns.length);
      undo.push([target, fields(target).map(function (e) { return e.value; })]);
      columns.forEach(function (name, across) {
        var cell = field(target, name);
        if (cell && line[across] !== undefined) cell.value = line[across].trim();
      });
      if (columns.length > 1 && line.length < 2 && field(target, 'single')) field(target, 'single').value = '';
      touch(target);
    });
    undone.push(undo);
    pasted = '粘贴 ' + undo.length + ' 格' + (over ? '；多出 ' + over + ' 行没有贴' : '') + (wide > 0 ? '；' + wide + ' 列超出被忽略' : '') + '；Ctrl+Z 撤销';
    report('');
    input.dataset.before = input.value;
    save();
  });
  function undo() {
    undone.pop().forEach(function (each) {
      fields(each[0]).forEach(function (e, i) { if (column(e) !== 'rv' && column(e) !== 'was') e.value = each[1][i]; });
      touch(each[0]);
    });
    pasted = '已撤销粘贴';
    report('');
    document.activeElement.dataset.before = document.activeElement.value;
    save();
  }

  /* --- leaving ------------------------------------------------------------------------------------------------- */
  window.addEventListener('beforeunload', function (event) {
    if (document.activeElement && document.activeElement.form === form) document.activeElement.blur();
    if (!unsaved().length) return;
    var key = newKey(), sent = {};
    ready().forEach(function (row) {
      row.dataset.key = row.dataset.key || key;
      sent[row.dataset.key] = (sent[row.dataset.key] || []).concat(row);
    });
    keep();
    leaving = true; // what is answered from here on, this page no longer tells the next one
    setTimeout(function () { leaving = false; keep(); save(); }, 5000); // who stayed goes on
    if (navigator.onLine !== false) Object.keys(sent).forEach(function (each) {
      fetch(url, { method: 'POST', body: body(sent[each], each), headers: { Accept: 'application/json' }, credentials: 'same-origin', keepalive: true });
    });
    if (unsaved().some(function (row) { return ['offline', 'clash', 'error'].indexOf(row.dataset.state) >= 0; })) {
      event.preventDefault();
      event.returnValue = '';
    }
  });
  form.addEventListener('submit', function (event) {
    save();
    if (busy) { event.preventDefault(); waiting = event.submitter; return; } // what is typed arrives first: a page that does not come would take it along
    rows.forEach(function (row) { delete row.dataset.dirty; });
    keep();
  });
  window.addEventListener('online', function () { wait = 1000; save(); });

  form.classList.add('grid-on');
  form.querySelectorAll('[data-count],[data-tools]').forEach(function (e) { e.hidden = false; });
  restore();
  count();
  var returned = form.querySelector('.cell-returned input');
  if (returned && !location.hash && !document.getElementById('errors')) returned.focus(); // what was sent back is what one comes for
}());
