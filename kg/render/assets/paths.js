// The shortest path between two nodes over statements that pass the filters, whatever their direction.

let known = { key: null, passing: null, path: null };

function startPath(i) {
  pathState.from = pathState.from === i ? null : i;
  change({}, { refilter: false });
}

function finishPath(to) {
  const from = pathState.from;
  pathState.from = null;
  change({ selected: `path:${nodes[from].id}>${nodes[to].id}`, focus: null }, { refilter: false });
}

function clearPath() {
  pathState.from = null;
}

/** The path that is selected, found anew when the filters change: its ends, nodes, bundles and parts; null where none is. */
function selectedPath() {
  if (!state.selected || !state.selected.startsWith('path:')) return null;
  if (known.key === state.selected && known.passing === passing) return known.path;
  const [from, to] = state.selected.slice(5).split('>').map((id) => nodeById.get(id));
  if (from === undefined || to === undefined) return null;
  const path = { from, to, nodes: [], bundles: [], parts: [], ...shortest(from, to) };
  known = { key: state.selected, passing, path };
  path.nodes.forEach((i) => pinned.add(i));
  return path;
}

function pathPanel() {
  const path = selectedPath();
  if (!path) return null;
  const ends = `${short(nodes[path.from].label, 60)} to ${short(nodes[path.to].label, 60)}`;
  if (!path.nodes.length) return listPanel(`No path from ${ends}`, []);
  const members = path.bundles.flatMap((i) => bundles[i].statements.filter((st) => passing.on[st]));
  return listPanel(`Path: ${path.nodes.map((i) => short(nodes[i].label, 40)).join(' – ')}`, members);
}

function shortest(from, to) {
  const near = new Map();
  const link = (a, b, via) => {
    if (!near.has(a)) near.set(a, []);
    near.get(a).push([b, via]);
  };
  for (const bundle of bundles) {
    if (!bundle.statements.some((i) => passing.on[i])) continue;
    link(bundle.s, bundle.o, { bundle: bundle.i });
    link(bundle.o, bundle.s, { bundle: bundle.i });
  }
  for (const part of state.parts ? parts : []) {
    link(part.whole, part.part, { part: part.i });
    link(part.part, part.whole, { part: part.i });
  }
  const before = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !before.has(to)) {
    const next = [];
    for (const i of edge) {
      for (const [j, via] of near.get(i) || []) {
        if (before.has(j)) continue;
        before.set(j, [i, via]);
        next.push(j);
      }
    }
    edge = next;
  }
  if (!before.has(to)) return null;
  const found = { nodes: [to], bundles: [], parts: [] };
  for (let at = to; before.get(at); [at] = before.get(at)) {
    const [previous, via] = before.get(at);
    found.nodes.unshift(previous);
    if (via.bundle !== undefined) found.bundles.unshift(via.bundle);
    else found.parts.unshift(via.part);
  }
  return found;
}
