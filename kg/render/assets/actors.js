// Which actors a timeline or matrix shows: those that the reader chose, else those with the most statements.

const NOT_ACTORS = new Set(['Good', 'Measure', 'PolicyMove', 'Topic']);
const isActor = (i) => !NOT_ACTORS.has(nodes[i].type);

function counted(pick) {
  const counts = new Map();
  for (const i of passing.list) {
    for (const key of pick(statements[i])) counts.set(key, (counts.get(key) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([key]) => key);
}

function chosenActors(limit) {
  if (state.actors.length) return state.actors.map((id) => nodeById.get(id));
  return counted((st) => (isActor(st.s) ? [st.s] : [])).slice(0, limit);
}

function addActor(i) {
  const now = chosenActors(state.limit).map((actor) => nodes[actor].id);
  if (!now.includes(nodes[i].id)) change({ actors: [...now, nodes[i].id] }, { refilter: false });
  selectNode(i);
}

function removeActor(i, now) {
  change({ actors: now.filter((actor) => actor !== i).map((actor) => nodes[actor].id) }, { refilter: false });
}

function paintChips(now, ...before) {
  fill($('crumbs'), before,
    state.actors.length ? el('button', { type: 'button', class: 'crumb', onclick: () => change({ actors: [] }, { refilter: false }) }, 'Most active') : null,
    el('span', {}, 'Find a name above to add it.'));
  return now;
}

const rowButton = (label, act) => ({ tabindex: 0, role: 'button', 'aria-label': label, class: 'hit', onclick: act, onkeydown: (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); act(event); } } });

/** What a click on a mark opens: one statement by its address, several as a list. */
function open(heading, members) {
  if (members.length === 1) change({ selected: `statement:${statements[members[0]].id}` }, { refilter: false });
  else selectList(heading, members);
}

function readPalette() {
  colors = { paper: style('--paper'), ground: style('--ground'), ink: style('--ink'), soft: style('--soft'), line: style('--line'), cooperative: style('--cooperative'), conflictual: style('--conflictual'), neutral: style('--neutral') };
}
let colors = {};
const FONT = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
const say = (st) => `${short(nodes[st.s].label, 60)} ${st.negated ? 'does not ' : ''}${predicates[st.predicate].label} ${short(nodes[st.o].label, 80)}`;
