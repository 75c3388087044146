// Which statements are shown: the state of all controls, its form in the URL's fragment, and the counts that follow it.

const dates = [...new Set(statements.map((statement) => statement.date.slice(0, 7)).filter(Boolean))].sort();
const publishers = [...new Set(documents.map((document) => document.publisher).filter(Boolean))].sort();
const publisherOf = documents.map((document) => publishers.indexOf(document.publisher));
const groups = [...new Set(predicates.map((predicate) => predicate.group))];

/** Each facet: what it is called, its values with their names, and the values of a statement. */
const facets = [
  { id: 'type', name: 'Nodes', values: TYPES, of: (st) => [TYPES.indexOf(nodes[st.s].type), TYPES.indexOf(nodes[st.o].type)] },
  { id: 'tone', name: 'Conflict and cooperation', values: TONES, of: (st) => [TONES.indexOf(st.tone)] },
  { id: 'polarity', name: 'Polarity', values: ['affirmed', 'denied'], of: (st) => [st.negated ? 1 : 0] },
  { id: 'modality', name: 'Modality', values: modalities, of: (st) => [modalities.indexOf(st.modality)] },
  { id: 'group', name: 'Kind of statement', values: groups, of: (st) => [groups.indexOf(predicates[st.predicate].group)] },
  { id: 'predicate', name: 'Predicate', values: predicates.map((predicate) => predicate.id), of: (st) => [st.predicate] },
  { id: 'source', name: 'Who says so', values: ['the writer', ...records.sources], of: (st) => [st.source + 1] },
  { id: 'publisher', name: 'Publisher', values: publishers, of: (st) => (st.document < 0 || publisherOf[st.document] < 0 ? [] : [publisherOf[st.document]]) },
];
const facetById = new Map(facets.map((facet) => [facet.id, facet]));
const facetValues = facets.map((facet) => statements.map(facet.of));

const STEP = 150;
const fresh = () => ({
  hidden: Object.fromEntries(facets.map((facet) => [facet.id, new Set()])),
  from: 0, to: Math.max(0, dates.length - 1), confidence: 0, limit: STEP,
  selected: null, focus: null, hops: 1, group: null, flat: false, parts: true, view: 'drawing', actors: [], mode: '', sort: '',
});
let state = fresh();
const pinned = new Set();
const listeners = [];

/** What passes now: `list` of statement numbers, `on` by number, `counts` of each facet's values. */
let passing = { list: [], on: new Uint8Array(0), counts: {} };

function applyFilters() {
  const on = new Uint8Array(statements.length);
  const counts = facets.map((facet) => new Int32Array(facet.values.length));
  const typeNodes = TYPES.map(() => new Set());
  const list = [];
  const hiding = facets.map((facet) => (state.hidden[facet.id].size ? state.hidden[facet.id] : null));
  const dated = dates.length && (state.from > 0 || state.to < dates.length - 1);
  for (const statement of statements) {
    if (statement.confidence < state.confidence) continue;
    const month = statement.date.slice(0, 7);
    if (dated && !(month >= dates[state.from] && month <= dates[state.to])) continue;
    let failed = -1;
    for (let f = 0; f < facets.length; f += 1) {
      if (hiding[f] && facetValues[f][statement.i].some((value) => hiding[f].has(facets[f].values[value]))) {
        failed = failed === -1 ? f : -2;
        if (failed === -2) break;
      }
    }
    if (failed === -2) continue;
    for (let f = 0; f < facets.length; f += 1) {
      if (failed !== -1 && failed !== f) continue;
      if (f === 0) {
        for (const end of [statement.s, statement.o]) typeNodes[TYPES.indexOf(nodes[end].type)].add(end);
      } else for (const value of facetValues[f][statement.i]) counts[f][value] += 1;
    }
    if (failed === -1) {
      on[statement.i] = 1;
      list.push(statement.i);
    }
  }
  typeNodes.forEach((set, value) => { counts[0][value] = set.size; });
  passing = { list, on, counts: Object.fromEntries(facets.map((facet, f) => [facet.id, counts[f]])) };
}

/** Change the state, filter anew and tell everybody. */
function change(update, { refilter = true } = {}) {
  Object.assign(state, update);
  if (refilter) applyFilters();
  writeFragment();
  for (const listener of listeners) listener();
}

function toggle(facet, value) {
  const hidden = state.hidden[facet];
  if (hidden.has(value)) hidden.delete(value);
  else hidden.add(value);
  change({});
}

/** Show only `value` of `facet`; asked again, show all. */
function only(facet, value) {
  const others = facetById.get(facet).values.filter((other) => other !== value);
  const already = !state.hidden[facet].has(value) && state.hidden[facet].size === others.length;
  state.hidden[facet] = new Set(already ? [] : others);
  change({});
}

function reset() {
  pinned.clear();
  state = fresh();
  change({});
}

function writeFragment() {
  const query = new URLSearchParams();
  for (const facet of facets) {
    const hidden = state.hidden[facet.id];
    if (!hidden.size) continue;
    const shown = facet.values.filter((value) => !hidden.has(value));
    if (shown.length < hidden.size) query.set(`only.${facet.id}`, shown.map(encodeURIComponent).join(','));
    else query.set(`hide.${facet.id}`, [...hidden].map(encodeURIComponent).join(','));
  }
  const plain = fresh();
  for (const key of ['confidence', 'limit', 'focus', 'hops', 'group', 'flat', 'parts', 'view', 'mode', 'sort', 'selected']) {
    if (state[key] !== plain[key] && state[key] !== null && typeof state[key] !== 'object') query.set(key, String(state[key]));
  }
  if (state.from > 0) query.set('from', dates[state.from]);
  if (state.to < dates.length - 1) query.set('to', dates[state.to]);
  if (state.actors.length) query.set('actors', state.actors.map(encodeURIComponent).join(','));
  const text = query.toString();
  try {
    history.replaceState(null, '', text ? `#${text}` : location.pathname + location.search);
  } catch {
    // A page inside a sandboxed frame has no address to write to.
  }
}

function readFragment() {
  const query = new URLSearchParams(location.hash.slice(1));
  const list = (key) => (query.get(key) ? query.get(key).split(',').map(decodeURIComponent) : []);
  state = fresh();
  for (const facet of facets) {
    const known = new Set(facet.values);
    if (query.has(`only.${facet.id}`)) {
      const shown = new Set(list(`only.${facet.id}`));
      state.hidden[facet.id] = new Set(facet.values.filter((value) => !shown.has(value)));
    } else state.hidden[facet.id] = new Set(list(`hide.${facet.id}`).filter((value) => known.has(value)));
  }
  for (const key of ['confidence', 'limit', 'hops', 'group']) if (query.has(key)) state[key] = Number(query.get(key)) || 0;
  for (const key of ['focus', 'view', 'mode', 'sort', 'selected']) if (query.has(key)) state[key] = query.get(key);
  state.flat = query.get('flat') === 'true';
  state.parts = query.get('parts') !== 'false';
  const from = dates.indexOf(query.get('from'));
  const to = dates.indexOf(query.get('to'));
  if (from >= 0) state.from = from;
  if (to >= 0) state.to = to;
  if (state.selected?.startsWith('node:') && nodeById.has(state.selected.slice(5))) pinned.add(nodeById.get(state.selected.slice(5)));
  state.actors = list('actors').filter((id) => nodeById.has(id));
  if (location.hash.length < 2 && startActors.length) Object.assign(state, kind === 'graph' ? { focus: startActors[0] } : { actors: startActors });
}
