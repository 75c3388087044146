// The panel at the side: what is known of the selected node, edge or list of statements.

/** Selections are strings, so that they stand in the address: node:ID, edge:S>O>TONE>DENIED, statement:ID. */
function selectNode(i) {
  change({ selected: `node:${nodes[i].id}` }, { refilter: false });
}

function selectedNode() {
  return state.selected && state.selected.startsWith('node:') ? nodeById.get(state.selected.slice(5)) ?? null : null;
}

let listed = null;
/** Show `members` under a heading of its own; such a list has no address. */
function selectList(heading, members) {
  listed = { heading, members };
  change({ selected: 'list' }, { refilter: false });
}

function closePanel() {
  change({ selected: null }, { refilter: false });
}

let painted;
function paintPanel() {
  const key = JSON.stringify([state.selected, passing.list.length, state.focus, pathState.from]);
  if (key === painted && state.selected !== 'list') return;
  painted = key;
  const content = panelContent();
  const panel = $('panel');
  panel.hidden = !content;
  document.body.classList.toggle('with-panel', Boolean(content));
  if (content) {
    fill(panel, el('button', { class: 'close', type: 'button', 'aria-label': 'Close details', onclick: closePanel }, '×'), content);
    panel.scrollTop = 0;
  }
}

const pathState = { from: null };

function panelContent() {
  const { selected } = state;
  if (!selected) return null;
  const node = selectedNode();
  if (node !== null) return nodePanel(nodes[node]);
  if (selected === 'list' && listed) return listPanel(listed.heading, listed.members.filter((i) => passing.on[i]));
  if (selected.startsWith('path:') && kind === 'graph') return pathPanel();
  if (selected.startsWith('statement:')) {
    const one = statements.find((statement) => statement.id === selected.slice(10));
    return one ? listPanel('Statement', [one.i]) : null;
  }
  if (selected.startsWith('edge:')) return edgePanel(selected.slice(5));
  return null;
}

function marksKey() {
  return el('p', { class: 'key' }, ['subject', 'predicate', 'object', 'source'].map((role) => [el('mark', { class: role }, role), ' ']));
}

function listPanel(heading, members) {
  return [el('h2', {}, heading), statementCount(members, 'statement'), marksKey(), cards(members)];
}

const statementCount = (members, what, tail = '') => el('p', { class: 'soft' }, members.length ? plural(members.length, what) + tail : 'No statement passes the filters.');

function edgePanel(key) {
  const [from, to, tone, denied] = key.split('>');
  const s = nodeById.get(from);
  const o = nodeById.get(to);
  if (s === undefined || o === undefined) return null;
  const members = passing.list.filter((i) => {
    const st = statements[i];
    return st.s === s && st.o === o && st.tone === tone && st.negated === (denied === 'denied');
  });
  return [
    el('h2', {}, name(nodes[s].label, 120), el('span', { class: 'arrow' }, ' → '), name(nodes[o].label, 120)),
    statementCount(members, denied ? 'denied statement' : 'statement', `, ${tone}`),
    marksKey(), cards(members),
  ];
}

function nodePanel(node) {
  const about = passing.list.filter((i) => statements[i].s === node.i || statements[i].o === node.i);
  const says = about.filter((i) => statements[i].s === node.i);
  const said = about.filter((i) => statements[i].s !== node.i);
  const when = about.map((i) => statements[i].date).filter(Boolean).sort();
  return [
    el('p', { class: 'kind' }, shapeIcon(node.type), look.types[node.type][0]),
    el('h2', {}, name(node.label)),
    el('p', { class: 'actions' }, nodeActions(node)),
    el('dl', { class: 'meta' },
      node.aliases.length ? row('Also', node.aliases.slice(0, 30).map((alias, i) => [i ? ', ' : '', name(alias, 80)])) : null,
      node.identifiers.length ? row('Identifiers', node.identifiers.slice(0, 12).map((iri, i) => [i ? ', ' : '', safeLink(iri, short(iri, 80))])) : null,
      partsOf(node),
      row('Statements', `${says.length} as subject, ${said.length} as object`),
      when.length ? row('Dates', when[0] === when.at(-1) ? when[0] : `${when[0]} to ${when.at(-1)}`) : null),
    about.length ? marksKey() : el('p', { class: 'soft' }, 'No statement passes the filters.'),
    says.length ? section(`Positions and actions of ${short(node.label, 60)}`, byGroup(says)) : null,
    said.length ? section(`Towards ${short(node.label, 60)}`, [cards(said)]) : null,
  ];
}

const section = (heading, content) => el('section', {}, el('h3', {}, heading), content);

function byGroup(members) {
  return groups.map((group) => {
    const own = members.filter((i) => predicates[statements[i].predicate].group === group);
    if (!own.length) return null;
    return el('details', { open: true }, el('summary', {}, `${group} `, el('span', { class: 'soft' }, String(own.length))), cards(own));
  });
}

const PART_WORDS = { by: ['Made by', 'Maker of'], on: ['On', 'Target of'], good: ['Good', 'Good in'] };
function partsOf(node) {
  const rows = [];
  for (const role of ['by', 'on', 'good']) {
    const inside = parts.filter((part) => part.role === role && part.whole === node.i).map((part) => part.part);
    const around = parts.filter((part) => part.role === role && part.part === node.i).map((part) => part.whole);
    if (inside.length) rows.push(row(PART_WORDS[role][0], inside.map((i, at) => [at ? ', ' : '', nodeLink(i)])));
    if (around.length) rows.push(row(PART_WORDS[role][1], plural(around.length, 'move or measure', 'moves and measures')));
  }
  return rows;
}

function nodeActions(node) {
  if (kind !== 'graph') return [el('button', { type: 'button', onclick: () => addActor(node.i) }, 'Add to the drawing')];
  const waiting = pathState.from !== null && pathState.from !== node.i;
  return [
    el('button', { type: 'button', 'aria-pressed': state.focus === node.id, onclick: () => change({ focus: state.focus === node.id ? null : node.id, hops: 1 }) }, 'Neighbourhood'),
    state.focus === node.id && el('button', { type: 'button', onclick: () => change({ hops: state.hops === 1 ? 2 : 1 }) }, state.hops === 1 ? 'Two steps' : 'One step'),
    waiting
      ? el('button', { type: 'button', class: 'strong', onclick: () => finishPath(node.i) }, `Path from ${short(nodes[pathState.from].label, 24)} to here`)
      : el('button', { type: 'button', 'aria-pressed': pathState.from === node.i, onclick: () => startPath(node.i) }, pathState.from === node.i ? 'Now choose the other end' : 'Path from here'),
  ];
}
