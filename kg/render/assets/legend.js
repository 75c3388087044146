// The legend: each entry shows how a thing looks, how many there are, and switches it off and on.

const SHAPES = {
  dot: 'M10 3a7 7 0 1 0 .01 0z', square: 'M4 4h12v12H4z', diamond: 'M10 2l8 8-8 8-8-8z',
  triangle: 'M10 2l8 15H2z', triangleDown: 'M10 18l8-15H2z', hexagon: 'M6 3.5h8l4 6.5-4 6.5H6l-4-6.5z', star: 'M10 2l2.5 5 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z',
};

function shapeIcon(type) {
  const [, shape, color] = look.types[type];
  return svg('svg', { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true' }, svg('path', { d: SHAPES[shape], style: `fill: var(--type-${type}, ${color})` }));
}

function lineIcon(color, dashes) {
  return svg('svg', { viewBox: '0 0 30 10', class: 'icon wide', 'aria-hidden': 'true' },
    svg('line', { x1: 1, y1: 5, x2: 29, y2: 5, style: `stroke: ${color}`, 'stroke-width': 2.5, 'stroke-dasharray': dashes.map((dash) => dash * 0.8).join(' ') || null }));
}

const LINE_OF = { asserted: 0, intended: 1, expected: 1, possible: 2, obliged: 2, conditional: 2 };
function entryIcon(facet, value) {
  if (facet === 'type') return shapeIcon(value);
  if (facet === 'tone') return lineIcon(`var(--${value})`, []);
  if (facet === 'modality') return lineIcon('currentColor', look.lines[LINE_OF[value]][1]);
  if (facet === 'polarity') return lineIcon('currentColor', look.lines[value === 'denied' ? 3 : 0][1]);
  return null;
}

function entryName(facet, value) {
  if (facet === 'type') return look.types[value][0];
  if (facet === 'predicate') return predicates.find((predicate) => predicate.id === value).label;
  return value;
}

const entries = [];
const TOP = 8;

function buildLegend() {
  const box = $('filters');
  fill(box,
    el('div', { class: 'legend-head' },
      el('h2', {}, 'Legend'),
      el('button', { type: 'button', id: 'reset', onclick: reset }, 'Reset'),
      el('button', { type: 'button', class: 'close only-small', 'aria-label': 'Close filters', onclick: () => document.body.classList.remove('with-filters') }, '×')),
    ['type', 'tone', 'polarity', 'modality', 'group'].map((id) => facetBox(facetById.get(id))),
    kind === 'graph' ? partsSwitch() : null,
    dates.length > 1 ? dateBox() : null,
    confidenceBox(),
    ['predicate', 'source', 'publisher'].map((id) => facetBox(facetById.get(id), true)));
}

function facetBox(facet, folded = false) {
  const totals = new Int32Array(facet.values.length);
  statements.forEach((statement, i) => new Set(facetValues[facets.indexOf(facet)][i]).forEach((value) => { totals[value] += 1; }));
  const order = facet.values.map((value, i) => [value, i]).filter(([, i]) => totals[i] > 0);
  if (order.length < (folded ? 1 : 1)) return null;
  if (folded) order.sort((a, b) => totals[b[1]] - totals[a[1]] || a[1] - b[1]);
  const list = el('ul', {});
  const build = (count) => {
    append(list, order.slice(list.childElementCount, count).map(([value, i]) => entry(facet, value, i)));
    paintLegend();
  };
  const box = el('details', { class: 'facet', open: !folded, dataset: { facet: facet.id } }, el('summary', {}, facet.name), list);
  const first = folded ? TOP : order.length;
  append(list, order.slice(0, first).map(([value, i]) => entry(facet, value, i)));
  if (order.length > first) {
    const more = el('button', { type: 'button', class: 'more', onclick: () => { build(list.childElementCount + 40); if (list.childElementCount >= order.length) more.remove(); } }, 'Show more');
    box.append(more);
  }
  return box;
}

function entry(facet, value, index) {
  const check = el('input', { type: 'checkbox', checked: true, onchange: () => toggle(facet.id, value) });
  const count = el('span', { class: 'count' });
  const line = el('li', { dataset: { value } },
    el('label', {}, check, entryIcon(facet.id, value), el('span', { class: 'what', dir: 'auto' }, short(entryName(facet.id, value), 60)), count),
    el('button', { type: 'button', class: 'only', onclick: () => only(facet.id, value), 'aria-label': `Only ${short(entryName(facet.id, value), 60)}` }, 'only'));
  entries.push({ facet: facet.id, value, index, check, count, line });
  return line;
}

function partsSwitch() {
  const check = el('input', { type: 'checkbox', id: 'parts', checked: state.parts, onchange: (event) => change({ parts: event.target.checked }, { refilter: false }) });
  return el('p', { class: 'switch' }, el('label', {}, check, lineIcon('var(--part)', []), el('span', { class: 'what' }, 'parts of moves (by, on, good)')));
}

function confidenceBox() {
  const value = el('output', { id: 'confidence-value' });
  const slider = el('input', { type: 'range', id: 'confidence', min: 0, max: 100, step: 5, 'aria-label': 'Least confidence in percent', oninput: (event) => change({ confidence: Number(event.target.value) }) });
  return el('details', { class: 'facet', open: true }, el('summary', {}, 'Confidence at least ', value), slider);
}

function dateBox() {
  const perMonth = dates.map((month) => 0);
  for (const statement of statements) {
    const at = dates.indexOf(statement.date.slice(0, 7));
    if (at >= 0) perMonth[at] += 1;
  }
  const top = Math.max(...perMonth);
  const width = 100 / dates.length;
  const bars = svg('svg', { class: 'bars', viewBox: '0 0 100 20', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    perMonth.map((count, i) => svg('rect', { x: i * width + width * 0.1, width: width * 0.8, y: 20 - (19 * count) / top, height: (19 * count) / top, 'data-month': i })));
  const slider = (id, label) => el('input', {
    type: 'range', id, min: 0, max: dates.length - 1, step: 1, 'aria-label': label,
    oninput: () => {
      let from = Number($('date-from').value);
      let to = Number($('date-to').value);
      if (from > to) [from, to] = id === 'date-from' ? [from, from] : [to, to];
      change({ from, to });
    },
  });
  return el('details', { class: 'facet dates', open: true }, el('summary', {}, 'Date ', el('output', { id: 'date-value' })), bars, slider('date-from', 'From month'), slider('date-to', 'To month'));
}

function paintLegend() {
  for (const { facet, value, index, check, count, line } of entries) {
    const hidden = state.hidden[facet].has(value);
    check.checked = !hidden;
    line.classList.toggle('off', hidden);
    line.classList.toggle('none', !passing.counts[facet][index]);
    count.textContent = number(passing.counts[facet][index]);
  }
  $('confidence').value = state.confidence;
  $('confidence-value').textContent = `${state.confidence} %`;
  if ($('parts')) $('parts').checked = state.parts;
  if (!$('date-from')) return;
  $('date-from').value = state.from;
  $('date-to').value = state.to;
  $('date-value').textContent = `${dates[state.from]} to ${dates[state.to]}`;
  for (const bar of document.querySelectorAll('.bars rect')) {
    const month = Number(bar.getAttribute('data-month'));
    bar.classList.toggle('out', month < state.from || month > state.to);
  }
}
