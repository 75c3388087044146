// Statements between the same two nodes and of the same tone are one edge with a count.

/** The words on an edge: its commonest predicate, how many others, how many statements (kg/render/payload.py does the same). */
function bundleLabel(members) {
  const counts = new Map();
  for (const i of members) {
    const id = statements[i].predicate;
    counts.set(id, (counts.get(id) || 0) + 1);
  }
  const order = [...counts].sort((a, b) => b[1] - a[1] || (predicates[a[0]].id < predicates[b[0]].id ? -1 : 1));
  const denied = statements[members[0]].negated ? 'denied: ' : '';
  const others = order.length > 1 ? ` +${order.length - 1}` : '';
  const times = members.length > 1 ? ` ×${members.length}` : '';
  return denied + predicates[order[0][0]].label + others + times;
}

const edgeWidth = (count) => Math.min(1.2 + 0.9 * Math.log2(1 + count), 6);
const firmest = (members) => members.reduce((least, i) => Math.min(least, lineOf(statements[i])), 3);
const bundleKey = (bundle) => [nodes[bundle.s].id, nodes[bundle.o].id, bundle.tone, bundle.denied ? 'denied' : ''].join('>');
const bundleByKey = new Map(bundles.map((bundle) => [bundleKey(bundle), bundle.i]));
