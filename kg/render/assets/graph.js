// Drawing the view with vis-network, and what clicks and keys do in it.

let network;
let visNodes;
let visEdges;
let colors = {};
let highlighted = null;

function readColors() {
  colors = { paper: style('--paper'), ink: style('--ink'), soft: style('--soft'), part: style('--part'), community: style('--community'), edge: {} };
  for (const tone of TONES) colors.edge[tone] = style(`--${tone}`);
}

const nodeColor = (node) => (drawn.mode === 'nodes' ? style(`--type-${node.type}`) || node.color : colors.community);

/** How solid a thing is drawn: less so where something else is selected. */
const FADED = { node: 0.4, edge: 0.35, part: 0.2 };
const nodeOpacity = (node) => (highlighted && !highlighted.nodes.has(node.key) ? FADED.node : 1);
const edgeOpacity = (edge) => {
  if (highlighted && !highlighted.edges.has(edge.key)) return edge.part ? FADED.part : FADED.edge;
  return edge.part ? 0.8 : 0.85;
};

/** A disc for vis-network; it gets no label, since its own measure of one would count when the picture is fitted. */
function nodeItem(node) {
  const background = nodeColor(node);
  return {
    id: node.key, x: node.x, y: node.y, shape: node.shape, size: node.size, opacity: nodeOpacity(node),
    color: { background, border: colors.paper, highlight: { background, border: colors.ink }, hover: { background, border: colors.ink } },
    borderWidth: drawn.mode === 'nodes' ? 1.5 : 0, borderWidthSelected: 3,
  };
}

function edgeItem(edge) {
  const base = { id: edge.key, from: edge.from, to: edge.to };
  if (edge.part) {
    return { ...base, width: edge.width, color: { color: colors.part, highlight: colors.part, hover: colors.part, opacity: edgeOpacity(edge) }, arrows: { to: { enabled: false } }, smooth: { type: 'curvedCW', roundness: 0.04 }, dashes: false };
  }
  const color = colors.edge[edge.tone];
  const thin = edge.line === 3 ? 0.8 : 1;
  return {
    ...base, width: edge.width * thin,
    color: { color, highlight: color, hover: color, opacity: edgeOpacity(edge) },
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
  if (drawn.nodes.length && (key !== shownKey || (isFitted && drawn.nodes.some(isOutside)))) fit(false);
  shownKey = key;
  network.redraw();
}

/** Whether the reader has neither zoomed nor moved the picture since it was last fitted. */
let isFitted = false;

function isOutside(node) {
  const at = network.canvasToDOM({ x: node.x, y: node.y });
  const box = $('drawing');
  return at.x < 0 || at.y < 0 || at.x > box.clientWidth || at.y > box.clientHeight;
}

/** What stands out: the selected node or edge with its ends, or the path that was found. */
function highlight() {
  const path = selectedPath();
  if (path && path.nodes.length) return { nodes: new Set(path.nodes), edges: new Set([...path.bundles.map((i) => `e${i}`), ...path.parts.map((i) => `p${i}`)]) };
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
  isFitted = true;
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
    items.push({ id: node.key, x: at.x, y: at.y, r: node.size * scale, wide: drawn.mode === 'communities', text: node.text, rows: node.rows, rank: node.rank - (chosen ? 1e6 : 0), always: node.rank < ALWAYS || node.key === selectedNode(), chosen, faded: highlighted && !chosen, strong: node.key === selectedNode() });
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
  if (!visNodes.get(i)) return;
  isFitted = false;
  network.focus(i, { scale: Math.max(network.getScale(), 0.9 / (drawn.unit || 1)), offset: { x: 0, y: -hiddenBelow() / 2 }, animation: false });
}

/** How much of the drawing the panel covers from below, as it does on a phone. */
function hiddenBelow() {
  const [box, panel] = [$('drawing'), $('panel')].map((one) => one.getBoundingClientRect());
  return panel.width >= box.width ? Math.max(0, box.bottom - panel.top) : 0;
}

let lastSelected = null;
/** Move the picture where what was just selected lies outside it, or where the panel covers it. */
function uncover() {
  network.setSize(); // the panel may just have opened or closed
  const isNew = state.selected !== lastSelected;
  lastSelected = state.selected;
  const below = hiddenBelow();
  const node = selectedNode();
  const edge = selectedEdge();
  const place = node !== null && visNodes.get(node) ? network.getPosition(node) : edge ? network.body.edges[edge.key].edgeType.getPoint(0.5) : null;
  if (!isNew || !place || (isFitted && !below)) return;
  const at = network.canvasToDOM(place);
  const box = $('drawing');
  if (at.x > 10 && at.x < box.clientWidth - 10 && at.y > 10 && at.y < box.clientHeight - below - 30) return;
  isFitted = false;
  network.moveTo({ position: place, offset: { x: 0, y: -below / 2 }, animation: false });
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
    for (const moved of ['zoom', 'dragStart']) network.on(moved, () => { isFitted = false; });
    network.on('dragEnd', keepPositions);
    // Once the event is over vis-network scales the picture by what the window grew; what was fitted is to fit again, not to grow.
    network.on('resize', () => queueMicrotask(() => { if (isFitted) fit(false); }));
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
  uncover,
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
  isFitted = false;
  network.moveTo({ scale: network.getScale() * factor });
}
