// Who takes which side: actors by moves with the position of each, or actors by actors with conflict and cooperation.

const ROWS_AT_FIRST = 25;
const COLUMNS_AT_FIRST = 20;
const CELL = { moves: { w: 78, h: 28 }, actors: { w: 34, h: 28 } };
const NAMES = 176;
const HEADS = 150;
const SIGN = { cooperative: 1, conflictual: -1, neutral: 0 };
let picture;

const mode = () => (state.mode === 'actors' ? 'actors' : 'moves');

/** The statements in each cell, and the columns in order. */
function cells(rows) {
  const inside = new Set(rows);
  const table = new Map();
  const put = (row, column, i) => {
    if (!inside.has(row) || row === column) return;
    const key = `${row} ${column}`;
    if (!table.has(key)) table.set(key, { row, column, members: [] });
    const { members } = table.get(key);
    if (members[members.length - 1] !== i) members.push(i);
  };
  for (const i of passing.list) {
    const st = statements[i];
    if (mode() === 'moves') {
      if (!isActor(st.o) && nodes[st.o].type !== 'Good') put(st.s, st.o, i);
    } else for (const other of towards(st)) put(st.s, other, i);
  }
  return table;
}

/** The actors that a statement works on: its object, else whom the move in it is made by or hits. */
function towards(st) {
  if (isActor(st.o)) return [st.o];
  const own = partsByWhole.get(st.o) || [];
  const hit = own.filter((part) => part.role === 'on').map((part) => part.part);
  const maker = own.filter((part) => part.role === 'by').map((part) => part.part);
  const policy = predicates[st.predicate].group === 'policy action';
  return policy && hit.length ? hit : maker.filter((one) => one !== st.s).length ? maker : hit;
}

const partsByWhole = new Map();
for (const part of parts) {
  if (!partsByWhole.has(part.whole)) partsByWhole.set(part.whole, []);
  partsByWhole.get(part.whole).push(part);
}

function paintMatrix() {
  const rows = chosenActors(Math.max(ROWS_AT_FIRST, state.limit - STEP + ROWS_AT_FIRST));
  const table = cells(rows);
  const totals = new Map();
  const breadth = new Map();
  for (const { column, members } of table.values()) {
    totals.set(column, (totals.get(column) || 0) + members.length);
    breadth.set(column, (breadth.get(column) || 0) + 1);
  }
  const order = [...totals.keys()].sort((a, b) => breadth.get(b) - breadth.get(a) || totals.get(b) - totals.get(a) || a - b);
  const columns = order.slice(0, Math.max(COLUMNS_AT_FIRST, state.limit - STEP + COLUMNS_AT_FIRST));
  const used = rows.filter((row) => columns.some((column) => table.has(`${row} ${column}`)) || state.actors.includes(nodes[row].id));
  paintChips(rows,
    ['moves', 'actors'].map((one) => el('button', { type: 'button', class: 'crumb', id: `by-${one}`, 'aria-pressed': mode() === one, onclick: () => change({ mode: one === 'moves' ? '' : one }, { refilter: false }) }, `By ${one}`)),
    order.length > columns.length ? el('button', { type: 'button', class: 'crumb', id: 'more', onclick: () => change({ limit: state.limit + 20 }, { refilter: false }) }, `Show more (${number(order.length - columns.length)} columns left)`) : null);
  drawMatrix(used, columns, table);
}

function drawMatrix(rows, columns, table) {
  const { w, h } = CELL[mode()];
  const width = NAMES + columns.length * w + 110;
  const height = HEADS + rows.length * h + 20;
  const root = svg('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': FONT, 'font-size': 12 });
  root.append(svg('title', {}, title), svg('rect', { width, height, fill: colors.paper }));
  const body = svg('g');
  rows.forEach((row, y) => columns.forEach((column, x) => {
    const cell = table.get(`${row} ${column}`);
    const place = { x: NAMES + x * w, y: HEADS + y * h, w, h };
    body.append(cell ? cellSvg(cell, place) : svg('rect', { x: place.x + 1, y: place.y + 1, width: w - 2, height: h - 2, rx: 3, fill: colors.ground }));
  }));
  const heads = svg('g', { class: 'heads' }, svg('rect', { width, height: HEADS, fill: colors.paper }));
  columns.forEach((column, x) => {
    const at = [NAMES + x * w + w / 2 + 4, HEADS - 8];
    heads.append(svg('text', { transform: `translate(${at}) rotate(-42)`, 'font-size': 11, fill: colors.ink, ...rowButton(nodes[column].label, () => selectNode(column)) }, svg('title', {}, short(nodes[column].label, 300)), short(nodes[column].label, 30)));
  });
  const names = svg('g', { class: 'names' }, svg('rect', { y: HEADS, width: NAMES, height: height - HEADS, fill: colors.paper }));
  rows.forEach((row, y) => names.append(svg('text', { x: NAMES - 8, y: HEADS + y * h + h / 2 + 4, 'text-anchor': 'end', fill: colors.ink, ...rowButton(nodes[row].label, () => selectNode(row)) }, short(nodes[row].label, 24))));
  root.append(body, names, heads, svg('g', { class: 'corner' }, svg('rect', { width: NAMES, height: HEADS, fill: colors.paper })));
  picture = root;
  const message = rows.length ? null : el('p', { class: 'empty' }, 'Nothing passes the filters.');
  fill($('drawing'), message || root);
  keepNames();
}

function cellSvg({ row, column, members }, { x, y, w, h }) {
  const balance = members.reduce((sum, i) => sum + (statements[i].negated ? 0 : SIGN[statements[i].tone]), 0) / members.length;
  const tone = balance > 0.1 ? 'cooperative' : balance < -0.1 ? 'conflictual' : 'neutral';
  const line = firmestLine(members);
  const fillStrength = 0.2 + 0.5 * Math.min(1, Math.abs(balance) * Math.log2(1 + members.length) * 0.4);
  const counts = new Map();
  for (const i of members) counts.set(statements[i].predicate, (counts.get(statements[i].predicate) || 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  const words = mode() === 'moves' ? short(predicates[first].label, 11) + (counts.size > 1 ? ` +${counts.size - 1}` : '') : number(members.length);
  const heading = `${short(nodes[row].label, 60)} and ${short(nodes[column].label, 80)}`;
  return svg('g', { 'data-cell': `${row} ${column}`, ...rowButton(`${heading}: ${predicates[first].label}, ${plural(members.length, 'statement')}`, () => open(heading, members)) },
    svg('title', {}, [...counts].map(([predicate, count]) => `${predicates[predicate].label} ×${count}`).join(', ')),
    svg('rect', { x: x + 1, y: y + 1, width: w - 2, height: h - 2, rx: 3, fill: colors[tone], 'fill-opacity': fillStrength.toFixed(2), stroke: colors[tone], 'stroke-dasharray': [null, '5 3', '2.5 2.5', '1.5 3'][line] }),
    svg('text', { x: x + w / 2, y: y + h / 2 + 3.5, 'text-anchor': 'middle', 'font-size': mode() === 'moves' ? 10 : 11.5, fill: colors.ink, 'text-decoration': line === 3 ? 'line-through' : null }, words));
}

const firmestLine = (members) => Math.min(...members.map((i) => lineOf(statements[i])));

/** Names stay in sight while the reader scrolls. */
function keepNames() {
  const box = $('drawing');
  const move = (selector, x, y) => picture.querySelector(selector)?.setAttribute('transform', `translate(${x} ${y})`);
  move('.names', box.scrollLeft, 0);
  move('.heads', 0, box.scrollTop);
  move('.corner', box.scrollLeft, box.scrollTop);
}

const stage = {
  start() {
    readPalette();
    $('zoom').hidden = true;
    $('drawing').addEventListener('scroll', keepNames);
  },
  tools: () => [],
  paint: paintMatrix,
  themed: () => { readPalette(); paintMatrix(); },
  reveal: addActor,
  step() {},
  zoom() {},
  fit() {},
  enter() {},
  svg() {
    const whole = picture.cloneNode(true);
    for (const moved of whole.querySelectorAll('.names, .heads, .corner')) moved.removeAttribute('transform');
    return whole;
  },
  counts: () => `${number(passing.list.length)} of ${plural(statements.length, 'statement')}`,
};
