// What of the network is in view: the strongest nodes, a neighbourhood, or communities, and the edges between them.

const COMMUNITY_VIEW_ABOVE = 500;
const COMMUNITY_LINES = 45;
const MADE_UP = new Set(['Measure', 'PolicyMove', 'Topic', 'Good']);
let drawn = { mode: 'nodes', nodes: [], edges: [], total: 0 };

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
  const onPath = new Set(selectedPath()?.nodes);
  const inView = (i) => near.has(i) && (area ? area.has(i) : state.group === null || nodes[i].group === state.group || onPath.has(i));
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
  const onPath = selectedPath();
  const strong = strengths();
  const near = neighbours(strong.ofBundle);
  const wide = near.size > COMMUNITY_VIEW_ABOVE && state.group === null && state.focus === null && !state.flat && !onPath && records.centres.length > 1;
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
