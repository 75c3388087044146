// The data of the page, decoded once: nodes, predicates, documents and statements by number.

const read = (id) => JSON.parse($(id).textContent);
const look = read('look');
const kind = read('kind');
const title = read('title');
const startActors = read('actors');
const net = read('network');
const records = read('records');

const nodes = net.nodes.map((drawn, i) => ({
  i,
  id: records.nodes[i][0],
  label: drawn.label,
  type: records.nodes[i][1],
  aliases: records.nodes[i][2],
  identifiers: records.nodes[i][3],
  group: records.groups[i],
  shape: drawn.shape,
  color: drawn.color,
  size: drawn.size,
  x: drawn.x,
  y: drawn.y,
}));
const nodeById = new Map(nodes.map((node) => [node.id, node.i]));
const predicates = records.predicates.map(([id, label, group, tone]) => ({ id, label, group, tone }));
const documents = records.documents.map(([id, heading, date, publisher, url]) => ({ id, heading, date, publisher, url }));
const modalities = records.modalities;
const TONES = ['cooperative', 'conflictual', 'neutral'];
const TYPES = Object.keys(look.types);
const EXPECTED = new Set(['intended', 'expected']);

const statements = records.statements.map((row, i) => {
  const [s, p, o, negated, modality, source, document, quote, confidence, marks, qualifiers, id, rule] = row;
  return {
    i, s, o, negated: negated === 1, source, document, confidence, marks, qualifiers, id,
    predicate: p,
    modality: modalities[modality],
    tone: predicates[p].tone,
    date: document < 0 ? '' : documents[document].date,
    quote: records.quotes[quote],
    rule: records.rules[rule],
  };
});

/** Index into look.lines: asserted, planned or expected, possible or conditional, denied. */
function lineOf(statement) {
  if (statement.negated) return 3;
  if (statement.modality === 'asserted') return 0;
  return EXPECTED.has(statement.modality) ? 1 : 2;
}

const bundles = net.edges.map((edge, i) => ({
  i, s: edge.from, o: edge.to, tone: edge.tone, statements: edge.statements, denied: edge.line === 3,
}));
const parts = net.parts.map(([whole, part, role], i) => ({ i, whole, part, role }));
