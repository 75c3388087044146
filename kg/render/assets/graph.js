// The network: which nodes and edges are in view, and vis-network to draw them.

const COMMUNITY_VIEW_ABOVE = 500;
const COMMUNITY_LINES = 45;
const MADE_UP = new Set(['Measure', 'PolicyMove', 'Topic', 'Good']);
let drawn = { mode: 'nodes', nodes: [], edges: [], total: 0 };
let network;
let visNodes;
let visEdges;
let colors = {};
let highlighted = null;

/** Number of passing statements of each bundle; strength of each node. */
function strengths() {
  const ofBundle = new Map();
  const ofNode = new Int32Array(nodes.length);
  for (const bundle of bundles) {
    const members = bundle.statements.filter((i) => passing.on[i]);
    if (!members.length) continue;
    ofBundle.set(bundle.i, members);
    ofNode[bundle.s] += members.length;
    ofNode[bundle.o] += members.length;
  }
  return { ofBundle, ofNode };
}

function neighbours(ofBundle) {
  const near = new Map();
  const link = (a, b) => {
    if (!near.has(a)) near.set(a, new Set());
    near.get(a).add(b);
  };
  for (const i of ofBundle.keys()) {
    link(bundles[i].s, bundles[i].o);
    link(bundles[i].o, bundles[i].s);
  }
  if (state.parts) {
    for (const part of parts) {
      if (!near.has(part.whole)) continue;
      link(part.whole, part.part);
      link(part.part, part.whole);
    }
  }
  return near;
}

function within(start, hops, near) {
  let edge = [start];
  const seen = new Set(edge);
  for (let hop = 0; hop < hops; hop += 1) {
    edge = edge.flatMap((i) => [...(near.get(i) || [])]).filter((i) => !seen.has(i) && seen.add(i));
  }
  return seen;
}

/** The nodes to draw: strongest first, but none without a line to another one. */
function chosenNodes({ ofNode }, near) {
  const focus = state.focus === null ? undefined : nodeById.get(state.focus);
  const area = focus === undefined ? null : within(focus, state.hops, near);
  const inView = (i) => near.has(i) && (area ? area.has(i) : state.group === null || nodes[i].group === state.group);
  const rank = nodes.filter((node) => inView(node.i)).map((node) => node.i).sort((a, b) => ofNode[b] - ofNode[a] || a - b);
  const limit = Math.max(state.limit, 1);
  const shown = new Set([...pinned].filter(inView));
  if (focus !== undefined && inView(focus)) shown.add(focus);
  if (rank.length <= limit) rank.forEach((i) => shown.add(i));
  else {
    rank.slice(0, Math.ceil(limit * 0.6)).forEach((i) => shown.add(i));
    const touches = (i) => [...near.get(i)].some((j) => shown.has(j));
    for (const i of rank) {
      if (shown.size >= limit) break;
      if (!shown.has(i) && touches(i)) shown.add(i);
    }
  }
  const linked = [...shown].filter((i) => pinned.has(i) || i === focus || [...near.get(i)].some((j) => shown.has(j)));
  return { shown: new Set(linked), total: rank.length };
}

function updateView() {
  const strong = strengths();
  const near = neighbours(strong.ofBundle);
  const wide = near.size > COMMUNITY_VIEW_ABOVE && state.group === null && state.focus === null && !state.flat && records.centres.length > 1;
  drawn = wide ? communityView(strong, near) : nodeView(strong, near);
  paintCrumbs();
}

/** How much larger than drawn to scale discs and lines must be, so that a wide picture does not shrink them away. */
function unitFor(list) {
  const box = $('drawing');
  const span = (key) => Math.max(...list.map((item) => item[key])) - Math.min(...list.map((item) => item[key])) + 120;
  const scale = list.length ? Math.min(box.clientWidth / span('x'), box.clientHeight / span('y')) : 1;
  return Math.min(2.4, Math.max(1, 0.85 / Math.max(scale, 0.01)));
}

function nodeView(strong, near) {
  const { shown, total } = chosenNodes(strong, near);
  const list = [...shown].sort((a, b) => strong.ofNode[b] - strong.ofNode[a] || a - b).map((i, rank) => ({ ...nodes[i], key: i, rank, text: nodes[i].label, rows: wrapped(nodes[i].label) }));
  const unit = unitFor(list);
  for (const node of list) node.size *= unit ** 0.7;
  const lanes = new Map();
  const edges = [];
  for (const [i, members] of strong.ofBundle) {
    const bundle = bundles[i];
    if (!shown.has(bundle.s) || !shown.has(bundle.o)) continue;
    const lane = `${bundle.s}>${bundle.o}`;
    lanes.set(lane, (lanes.get(lane) ?? -1) + 1);
    edges.push({ key: `e${i}`, bundle, from: bundle.s, to: bundle.o, tone: bundle.tone, line: firmest(members), members, text: bundleLabel(members), lane: lanes.get(lane), width: edgeWidth(members.length) * unit ** 0.8 });
  }
  if (state.parts) {
    for (const part of parts) {
      if (shown.has(part.whole) && shown.has(part.part) && near.has(part.whole)) edges.push({ key: `p${part.i}`, part, width: unit, from: part.whole, to: part.part, lane: 0 });
    }
  }
  return { mode: 'nodes', nodes: list, edges, total, unit };
}

/** Communities as discs, and a line for each two that speak of each other, in the colour of what prevails. */
function communityView(strong, near) {
  const members = records.centres.map(() => []);
  for (const i of near.keys()) members[nodes[i].group].push(i);
  const list = members.map((own, group) => communityItem(own, group, strong)).filter((community) => community.count);
  const spread = Math.sqrt(list.reduce((sum, community) => sum + records.centres[community.group][2] ** 2, 0) / list.length);
  const most = Math.max(...list.map((community) => community.count));
  for (const community of list) community.size = spread * Math.max(0.1, 0.6 * Math.sqrt(community.count / most));
  const edges = flowsBetween(strong.ofBundle).slice(0, COMMUNITY_LINES);
  const top = edges.length ? edges[0].members.length : 1;
  for (const edge of edges) edge.width = (spread / 60) * (1 + 7 * Math.sqrt(edge.members.length / top));
  return { mode: 'communities', nodes: list, edges, total: near.size };
}

function communityItem(own, group, strong) {
  own.sort((a, b) => strong.ofNode[b] - strong.ofNode[a] || a - b);
  const [x, y] = records.centres[group];
  const actors = own.filter((i) => !MADE_UP.has(nodes[i].type));
  const heads = (actors.length ? actors : own).slice(0, 2).map((i) => short(nodes[i].label, 20));
  const rest = own.length - heads.length;
  const rows = rest > 0 ? [...heads, `and ${number(rest)} more`] : heads;
  return { key: `g${group}`, group, x, y, shape: 'dot', size: 0, count: own.length, rank: group, rows, text: rows.join(', ') };
}

function flowsBetween(ofBundle) {
  const flows = new Map();
  for (const [i, members] of ofBundle) {
    const { s, o, tone } = bundles[i];
    const [a, b] = [nodes[s].group, nodes[o].group].sort((one, two) => one - two);
    if (a === b) continue;
    const key = `c${a}-${b}`;
    if (!flows.has(key)) flows.set(key, { key, from: `g${a}`, to: `g${b}`, line: 0, lane: 0, members: [], balance: 0 });
    const flow = flows.get(key);
    flow.members.push(...members);
    flow.balance += members.length * { cooperative: 1, conflictual: -1, neutral: 0 }[tone];
  }
  const list = [...flows.values()].sort((a, b) => b.members.length - a.members.length || (a.key < b.key ? -1 : 1));
  for (const flow of list) {
    const share = flow.balance / flow.members.length;
    flow.tone = share > 0.1 ? 'cooperative' : share < -0.1 ? 'conflictual' : 'neutral';
    flow.text = number(flow.members.length);
  }
  return list;
}

// Drawing

function readColors() {
  colors = { paper: style('--paper'), ink: style('--ink'), soft: style('--soft'), part: style('--part'), community: style('--community'), edge: {} };
  for (const tone of TONES) colors.edge[tone] = style(`--${tone}`);
}

const nodeColor = (node) => (drawn.mode === 'nodes' ? style(`--type-${node.type}`) || node.color : colors.community);

function nodeItem(node) {
  const faded = highlighted && !highlighted.nodes.has(node.key);
  const background = nodeColor(node);
  return {
    id: node.key, label: node.text, x: node.x, y: node.y, shape: node.shape, size: node.size, opacity: faded ? 0.25 : 1,
    color: { background, border: colors.paper, highlight: { background, border: colors.ink }, hover: { background, border: colors.ink } },
    borderWidth: drawn.mode === 'nodes' ? 1.5 : 0, borderWidthSelected: 3,
  };
}

function edgeItem(edge) {
  const faded = highlighted && !highlighted.edges.has(edge.key);
  const base = { id: edge.key, from: edge.from, to: edge.to };
  if (edge.part) {
    return { ...base, width: edge.width, color: { color: colors.part, highlight: colors.part, hover: colors.part, opacity: faded ? 0.15 : 0.8 }, arrows: { to: { enabled: false } }, smooth: { type: 'curvedCW', roundness: 0.04 }, dashes: false };
  }
  const color = colors.edge[edge.tone];
  const thin = edge.line === 3 ? 0.8 : 1;
  return {
    ...base, label: edge.text, width: edge.width * thin,
    color: { color, highlight: color, hover: color, opacity: faded ? 0.14 : 0.85 },
    dashes: look.lines[edge.line][1].length ? look.lines[edge.line][1].map((dash) => dash * (drawn.unit || 1)) : false,
    arrows: { to: { enabled: Boolean(edge.bundle), scaleFactor: 0.55 } },
    smooth: { type: 'curvedCW', roundness: 0.08 + 0.12 * edge.lane },
  };
}

let shownKey = '';
function paintGraph() {
  updateView();
  highlighted = highlight();
  visNodes.clear();
  visEdges.clear();
  visNodes.add(drawn.nodes.map(nodeItem));
  visEdges.add(drawn.edges.map(edgeItem));
  markSelection();
  const key = [drawn.mode, state.group, state.focus, state.hops, state.limit, state.flat].join();
  if (drawn.nodes.length && (key !== shownKey || (isUntouched() && drawn.nodes.some(isOutside)))) fit(false);
  shownKey = key;
  network.redraw();
}

/** Whether the reader has neither zoomed nor moved the picture since it was last fitted. */
let fitted = null;
const viewNow = () => JSON.stringify([network.getScale(), network.getViewPosition()]);
const isUntouched = () => fitted === viewNow();

function isOutside(node) {
  const at = network.canvasToDOM({ x: node.x, y: node.y });
  const box = $('drawing');
  return at.x < 0 || at.y < 0 || at.x > box.clientWidth || at.y > box.clientHeight;
}

/** What stands out: the selected node or edge with its ends, or the path that was found. */
function highlight() {
  if (path) return { nodes: new Set(path.nodes), edges: new Set(path.edges) };
  const node = selectedNode();
  if (node !== null && drawn.nodes.some((item) => item.key === node)) {
    const own = drawn.edges.filter((edge) => edge.from === node || edge.to === node);
    return { nodes: new Set([node, ...own.flatMap((edge) => [edge.from, edge.to])]), edges: new Set(own.map((edge) => edge.key)) };
  }
  const edge = selectedEdge();
  return edge ? { nodes: new Set([edge.from, edge.to]), edges: new Set([edge.key]) } : null;
}

function selectedEdge() {
  if (!state.selected || !state.selected.startsWith('edge:')) return null;
  const bundle = bundleByKey.get(state.selected.slice(5));
  return drawn.edges.find((edge) => edge.bundle && edge.bundle.i === bundle) || null;
}

function markSelection() {
  const node = selectedNode();
  const edge = selectedEdge();
  network.setSelection({
    nodes: node !== null && visNodes.get(node) ? [node] : [],
    edges: edge ? [edge.key] : [],
  }, { highlightEdges: false });
}

function fit(animation = true) {
  network.fit({ animation: animation && !matchMedia('(prefers-reduced-motion: reduce)').matches ? { duration: 300 } : false, maxZoomLevel: 1.6 });
  fitted = animation ? null : viewNow();
}

/** On a screen that is higher than wide the picture is turned, so that it fills it. */
function turnForPortrait() {
  const box = $('drawing');
  if (box.clientHeight < box.clientWidth * 1.2) return;
  for (const node of nodes) [node.x, node.y] = [node.y, node.x];
  for (const centre of records.centres) [centre[0], centre[1]] = [centre[1], centre[0]];
}

/** Labels over vis-network's picture; its canvas is put into screen pixels for them. */
function overlay(ctx) {
  const scale = network.getScale();
  const canvas = network.canvas.frame.canvas;
  const size = { width: canvas.clientWidth, height: canvas.clientHeight };
  ctx.save();
  const ratio = canvas.width / Math.max(size.width, 1);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  placed = labelsAt(ctx, scale, size);
  drawLabels(ctx, placed, colors);
  ctx.restore();
}

function labelsAt(ctx, scale, size) {
  const items = [];
  for (const node of drawn.nodes) {
    const body = network.body.nodes[node.key];
    if (!body) continue;
    const at = network.canvasToDOM({ x: body.x, y: body.y });
    const chosen = highlighted && highlighted.nodes.has(node.key);
    items.push({ id: node.key, x: at.x, y: at.y, r: node.size * scale, wide: drawn.mode === 'communities', text: node.text, rows: node.rows, rank: node.rank - (chosen ? 1e6 : 0), faded: highlighted && !chosen, strong: node.key === selectedNode() });
  }
  const lines = [];
  const few = drawn.edges.length < 60 || scale > 0.55;
  for (const edge of drawn.edges) {
    const chosen = highlighted && highlighted.edges.has(edge.key);
    if (edge.part || !(few || chosen) || (highlighted && !chosen)) continue;
    const body = network.body.edges[edge.key];
    if (!body || !body.connected) continue;
    const points = [0.5, 0.36, 0.64].map((t) => network.canvasToDOM(body.edgeType.getPoint(t)));
    lines.push({ id: edge.key, ...points[0], points, text: edge.text, rows: [edge.text], rank: -edge.members.length - (chosen ? 1e6 : 0) });
  }
  return placeLabels(ctx, items, lines, size);
}

function clicked({ nodes: hitNodes, edges: hitEdges }) {
  if (hitNodes.length) {
    const key = hitNodes[0];
    if (typeof key === 'string') openGroup(Number(key.slice(1)));
    else if (pathState.from !== null && pathState.from !== key) finishPath(key);
    else selectNode(key);
    return;
  }
  if (hitEdges.length) {
    const edge = drawn.edges.find((one) => one.key === hitEdges[0]);
    if (edge.part) selectNode(edge.from);
    else if (edge.bundle) change({ selected: `edge:${bundleKey(edge.bundle)}` }, { refilter: false });
    else selectList('Between two communities', edge.members);
    return;
  }
  clearPath();
  change({ selected: null }, { refilter: false });
}

function openGroup(group) {
  change({ group, selected: null, limit: STEP }, { refilter: false });
}

function paintCrumbs() {
  const shown = drawn.nodes.length;
  const crumbs = [];
  const step = (text, update) => el('button', { type: 'button', class: 'crumb', onclick: () => { clearPath(); change(update, { refilter: false }); } }, text);
  if (drawn.mode === 'communities') crumbs.push(el('span', {}, `${plural(shown, 'community', 'communities')} of ${number(drawn.total)} nodes. Open one with a click.`), step(`Strongest ${STEP} nodes`, { flat: true }));
  else {
    if (state.focus !== null) crumbs.push(step('‹ Back to the whole', { focus: null }), el('span', {}, 'Neighbourhood of ', name(nodes[nodeById.get(state.focus)]?.label || '', 50)));
    else if (state.group !== null) crumbs.push(step('‹ All communities', { group: null, flat: false }), el('span', {}, `Community ${state.group + 1}`));
    else if (state.flat) crumbs.push(step('‹ Communities', { flat: false }));
    if (shown < drawn.total) {
      crumbs.push(el('span', {}, `Strongest ${number(shown)} of ${number(drawn.total)} nodes`), el('button', { type: 'button', id: 'more', class: 'crumb', onclick: () => change({ limit: state.limit + STEP }, { refilter: false }) }, 'Show more'));
      if (state.limit > STEP) crumbs.push(el('button', { type: 'button', class: 'crumb', onclick: () => change({ limit: STEP }, { refilter: false }) }, 'Show fewer'));
    }
    if (!shown) crumbs.push(el('span', {}, 'Nothing passes the filters.'));
  }
  if (path) crumbs.push(el('button', { type: 'button', class: 'crumb', onclick: () => { clearPath(); change({ selected: null }, { refilter: false }); } }, 'Leave the path'));
  fill($('crumbs'), crumbs);
}

/** A node found by name: brought into view wherever it is. */
function reveal(i) {
  if (pathState.from !== null && pathState.from !== i) return void finishPath(i);
  clearPath();
  const update = { selected: `node:${nodes[i].id}` };
  if (drawn.mode === 'communities' || (state.group !== null && state.group !== nodes[i].group)) update.group = nodes[i].group;
  if (state.focus !== null && !drawn.nodes.some((node) => node.key === i)) update.focus = null;
  pinned.add(i);
  change(update, { refilter: false });
  if (visNodes.get(i)) network.focus(i, { scale: Math.max(network.getScale(), 0.9 / (drawn.unit || 1)), offset: { x: 0, y: -hiddenBelow() / 2 }, animation: false });
}

/** How much of the drawing the panel covers from below, as it does on a phone. */
function hiddenBelow() {
  const [box, panel] = [$('drawing'), $('panel')].map((one) => one.getBoundingClientRect());
  return panel.width >= box.width ? Math.max(0, box.bottom - panel.top) : 0;
}

/** The node nearest in the direction of an arrow key. */
function step(dx, dy) {
  const now = selectedNode();
  const from = now !== null && network.body.nodes[now] ? network.getPosition(now) : network.getViewPosition();
  let best = null;
  let least = Infinity;
  for (const node of drawn.nodes) {
    if (node.key === now) continue;
    const at = network.getPosition(node.key);
    const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
    const aside = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
    if (along <= 0 || along + 2 * aside >= least) continue;
    least = along + 2 * aside;
    best = node.key;
  }
  if (best === null) return;
  if (typeof best === 'number') selectNode(best);
  else network.selectNodes([best], false);
}

const physics = { on: false };
function setPhysics(on) {
  physics.on = on;
  network.setOptions({ physics: { enabled: on } });
  $('physics').setAttribute('aria-pressed', String(on));
}

function keepPositions() {
  for (const node of drawn.nodes) {
    const body = network.body.nodes[node.key];
    if (!body || typeof node.key !== 'number') continue;
    nodes[node.key].x = Math.round(body.x);
    nodes[node.key].y = Math.round(body.y);
  }
}

const stage = {
  start() {
    readColors();
    turnForPortrait();
    visNodes = new vis.DataSet();
    visEdges = new vis.DataSet();
    network = new vis.Network($('drawing'), { nodes: visNodes, edges: visEdges }, net.options);
    network.on('afterDrawing', overlay);
    network.on('click', clicked);
    network.on('dragEnd', keepPositions);
    network.on('hoverNode', () => { $('drawing').style.cursor = 'pointer'; });
    network.on('hoverEdge', () => { $('drawing').style.cursor = 'pointer'; });
    network.on('blurNode', () => { $('drawing').style.cursor = ''; });
    network.on('blurEdge', () => { $('drawing').style.cursor = ''; });
    fill($('zoom'),
      el('button', { type: 'button', 'aria-label': 'Zoom in', onclick: () => zoomBy(1.3) }, '+'),
      el('button', { type: 'button', 'aria-label': 'Zoom out', onclick: () => zoomBy(1 / 1.3) }, '−'),
      el('button', { type: 'button', 'aria-label': 'Fit to the window', onclick: () => fit() }, '⤢'));
  },
  tools: () => [el('button', { type: 'button', id: 'physics', 'aria-pressed': 'false', title: 'Let forces move the nodes', onclick: () => { if (physics.on) keepPositions(); setPhysics(!physics.on); } }, 'Motion')],
  paint: paintGraph,
  themed: () => { readColors(); paintGraph(); },
  reveal,
  step,
  zoom: (factor) => zoomBy(factor),
  fit: () => fit(),
  enter() {
    const [key] = network.getSelectedNodes();
    if (typeof key === 'string') openGroup(Number(key.slice(1)));
    else if (selectedNode() !== null) $('panel').querySelector('button')?.focus();
  },
  leave: clearPath,
  inspect: {
    bundleKey,
    nodePoint: (id) => network.canvasToDOM(network.getPosition(nodeById.get(id) ?? id)),
    edgePoint: (key) => network.canvasToDOM(network.body.edges[key].edgeType.getPoint(0.5)),
    dashes: (key) => visEdges.get(key).dashes,
    color: (key) => visEdges.get(key).color.color,
    scale: () => network.getScale(),
  },
  svg: () => graphSvg(),
  counts: () => `${plural(drawn.nodes.length, drawn.mode === 'nodes' ? 'node' : 'community', drawn.mode === 'nodes' ? 'nodes' : 'communities')}, ${number(passing.list.length)} of ${plural(statements.length, 'statement')}`,
};

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor });
}
