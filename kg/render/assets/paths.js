// The shortest path between two nodes over statements that pass the filters, whatever their direction.

let path = null;

function startPath(i) {
  pathState.from = pathState.from === i ? null : i;
  change({}, { refilter: false });
}

function finishPath(to) {
  const from = pathState.from;
  pathState.from = null;
  const found = shortest(from, to);
  if (!found) {
    path = null;
    selectList(`No path from ${short(nodes[from].label, 60)} to ${short(nodes[to].label, 60)}`, []);
    return;
  }
  found.nodes.forEach((i) => pinned.add(i));
  path = { nodes: found.nodes, edges: found.bundles.map((i) => `e${i}`).concat(found.parts.map((i) => `p${i}`)) };
  if (drawn.mode === 'communities' || state.group !== null) Object.assign(state, { flat: true, group: null });
  state.focus = null;
  const members = found.bundles.flatMap((i) => bundles[i].statements.filter((st) => passing.on[st]));
  selectList(`Path: ${found.nodes.map((i) => short(nodes[i].label, 40)).join(' – ')}`, members);
}

function clearPath() {
  path = null;
  pathState.from = null;
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
