// Positions and actions of chosen actors over time: a lane an actor, a mark a statement.

const LANES = 10;
const NAME_WIDTH = 170;
const STEP_X = 13;
const STACK = 8;
const MARKS = { stance: 'dot', 'policy action': 'square', trade: 'triangle', diplomacy: 'diamond' };
let picture;

const time = (date) => Date.parse(date.length === 4 ? `${date}-07-01` : date.length === 7 ? `${date}-15` : date);

function paintTimeline() {
  const box = $('drawing');
  const width = Math.max(box.clientWidth - 4, 640);
  const actors = chosenActors(LANES);
  const dated = passing.list.filter((i) => statements[i].date);
  paintChips(actors, marksKeyOfLanes());
  if (!dated.length || !actors.length) {
    fill(box, el('p', { class: 'empty' }, 'No statement that passes the filters has a date.'));
    picture = svg('svg', { xmlns: SVG, width, height: 60 });
    return;
  }
  const times = dated.map((i) => time(statements[i].date));
  const low = Math.min(...times);
  const high = Math.max(...times, low + 864e5 * 30);
  const x = (at) => NAME_WIDTH + 16 + ((at - low) / (high - low)) * (width - NAME_WIDTH - 60);
  const lanes = actors.map((actor) => lane(actor, dated, x));
  const top = 22;
  let y = top;
  const root = svg('svg', { xmlns: SVG, width, height: 0, 'font-family': FONT, 'font-size': 12 });
  root.append(svg('title', {}, title));
  const body = svg('g');
  lanes.forEach((one, row) => {
    body.append(laneSvg(one, y, width, row, actors));
    y += one.height;
  });
  root.setAttribute('height', y + 24);
  root.setAttribute('viewBox', `0 0 ${width} ${y + 24}`);
  root.append(svg('rect', { width, height: y + 24, fill: colors.paper }), axis(low, high, x, top, y), body);
  picture = root;
  fill(box, root);
}

/** What the marks mean. */
function marksKeyOfLanes() {
  const icon = (shape, { hollow = false, struck = false } = {}) => svg('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' },
    svg('path', { d: markPath(shape, 8, 8, 5), fill: hollow ? 'none' : 'currentColor', stroke: 'currentColor', 'stroke-width': 1.6 }),
    struck ? svg('path', { d: 'M1 15L15 1', stroke: 'currentColor', 'stroke-width': 1.6 }) : null);
  const kinds = [...Object.entries(MARKS), ['other', 'hexagon']].map(([group, shape]) => [icon(shape), group]);
  const all = [...kinds, [icon('dot', { hollow: true }), 'not asserted'], [icon('dot', { hollow: true, struck: true }), 'denied']];
  return el('span', { class: 'marks' }, all.map(([picture, words]) => el('span', {}, picture, ' ', words)));
}

/** Marks of one actor, stacked where they would cover each other. */
function lane(actor, dated, x) {
  const columns = new Map();
  for (const i of dated) {
    if (statements[i].s !== actor) continue;
    const at = Math.round(x(time(statements[i].date)) / STEP_X) * STEP_X;
    if (!columns.has(at)) columns.set(at, []);
    columns.get(at).push(i);
  }
  const tallest = Math.max(1, ...[...columns.values()].map((members) => Math.min(members.length, STACK)));
  return { actor, columns, height: Math.max(46, tallest * 14 + 22) };
}

function laneSvg({ actor, columns, height }, y, width, row, actors) {
  const base = y + height - 16;
  const group = svg('g');
  if (row % 2 === 0) group.append(svg('rect', { x: 0, y, width, height, fill: colors.ground }));
  const remove = svg('text', { x: NAME_WIDTH - 6, y: y + 22, 'text-anchor': 'end', fill: colors.soft, ...rowButton(`Remove ${nodes[actor].label}`, () => removeActor(actor, actors)) }, '×');
  group.append(svg('text', { x: 12, y: y + 22, fill: colors.ink, 'font-weight': 600, ...rowButton(nodes[actor].label, () => selectNode(actor)) }, short(nodes[actor].label, 20)), remove);
  group.append(svg('line', { x1: NAME_WIDTH, x2: width - 20, y1: base + 8, y2: base + 8, stroke: colors.line }));
  const order = [...columns].sort((a, b) => a[0] - b[0]);
  order.forEach(([at, members], place) => {
    members.slice(0, members.length > STACK ? STACK - 1 : STACK).forEach((i, level) => group.append(mark(statements[i], at, base - level * 14)));
    if (members.length > STACK) {
      const rest = members.slice(STACK - 1);
      group.append(svg('text', { x: at, y: base - (STACK - 1) * 14 + 4, 'text-anchor': 'middle', 'font-size': 10.5, fill: colors.soft, ...rowButton(`${rest.length} more`, () => open(`${short(nodes[actor].label, 60)}, ${statements[rest[0]].date}`, members)) }, `+${rest.length}`));
    }
    const room = (order[place + 1]?.[0] ?? width - 10) - at - 14;
    if (room > 60) caption(group, members, at, base, room);
  });
  return group;
}

/** What the lowest mark says, where there is room beside it. */
function caption(group, members, at, base, room) {
  const st = statements[members[0]];
  const text = `${st.negated ? 'not: ' : ''}${predicates[st.predicate].label} ${short(nodes[st.o].label, 60)}`;
  group.append(svg('text', { x: at + 10, y: base + 4, 'font-size': 11, fill: colors.soft }, short(text, Math.floor(room / 6.6))));
}

function mark(st, x, y) {
  const shape = MARKS[predicates[st.predicate].group] || 'hexagon';
  const color = colors[st.tone];
  const line = lineOf(st);
  const group = svg('g', { 'data-statement': st.id, ...rowButton(say(st), () => open('', [st.i])) },
    svg('title', {}, `${st.date}: ${say(st)}`),
    svg('path', { d: markPath(shape, x, y, 5), fill: line === 0 ? color : colors.paper, stroke: color, 'stroke-width': 1.8, 'stroke-dasharray': line === 2 ? '2.5 1.5' : null }));
  if (st.negated) group.append(svg('path', { d: `M${x - 6} ${y + 6}L${x + 6} ${y - 6}`, stroke: colors.ink, 'stroke-width': 1.6 }));
  return group;
}

function markPath(shape, x, y, r) {
  const corners = { square: 4, diamond: 4, triangle: 3, hexagon: 6 }[shape];
  if (!corners) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  const start = shape === 'square' ? Math.PI / 4 : shape === 'triangle' ? -Math.PI / 2 : 0;
  return `M${Array.from({ length: corners }, (_, i) => [x + (r + 1) * Math.cos(start + (2 * Math.PI * i) / corners), y + (r + 1) * Math.sin(start + (2 * Math.PI * i) / corners)].map((value) => value.toFixed(1)).join(' ')).join('L')}z`;
}

function axis(low, high, x, top, bottom) {
  const group = svg('g', { fill: colors.soft, 'font-size': 11 });
  const months = (high - low) / (864e5 * 30.4);
  const step = [1, 2, 3, 6, 12, 24, 60].find((one) => months / one <= 14) || 120;
  const at = new Date(low);
  at.setUTCDate(1);
  at.setUTCHours(0, 0, 0, 0);
  if (step >= 12) at.setUTCMonth(0);
  for (; at.getTime() <= high; at.setUTCMonth(at.getUTCMonth() + step)) {
    if (at.getTime() < low) continue;
    const place = x(at.getTime()).toFixed(1);
    const words = at.toISOString().slice(0, step >= 12 ? 4 : 7);
    append(group, [
      svg('line', { x1: place, x2: place, y1: top, y2: bottom, stroke: colors.line }),
      [top - 7, bottom + 16].map((y) => svg('text', { x: place, y, 'text-anchor': 'middle' }, words)),
    ]);
  }
  return group;
}

const stage = {
  start() {
    readPalette();
    $('zoom').hidden = true;
    new ResizeObserver(() => paintTimeline()).observe($('drawing'));
  },
  tools: () => [],
  paint: paintTimeline,
  themed: () => { readPalette(); paintTimeline(); },
  reveal: addActor,
  step() {},
  zoom() {},
  fit() {},
  enter() {},
  svg: () => picture,
  counts: () => `${number(passing.list.length)} of ${plural(statements.length, 'statement')}`,
};
