// Joining the parts: the bar at the top, the search, the keys, the theme, the address.

function buildBar() {
  $('heading').textContent = short(title, 120);
  fill($('tools'),
    el('button', { type: 'button', class: 'only-small', id: 'open-filters', onclick: () => document.body.classList.toggle('with-filters') }, 'Filters'),
    el('button', { type: 'button', id: 'as-table', 'aria-pressed': 'false', onclick: () => change({ view: state.view === 'table' ? 'drawing' : 'table' }, { refilter: false }) }, 'Table'),
    stage.tools(),
    el('details', { class: 'menu', id: 'save' }, el('summary', {}, 'Save'),
      el('div', {},
        el('button', { type: 'button', id: 'save-png', onclick: savePng }, 'Picture (PNG)'),
        el('button', { type: 'button', id: 'save-svg', onclick: saveSvg }, 'Picture (SVG)'),
        el('button', { type: 'button', id: 'save-csv', onclick: saveCsv }, 'Statements (CSV)'),
        el('button', { type: 'button', id: 'copy-link', onclick: copyLink }, 'Copy link to this view'))),
    el('button', { type: 'button', id: 'theme', title: 'Light or dark', 'aria-label': 'Light or dark', onclick: turnTheme }, '◐'),
    el('button', { type: 'button', id: 'keys', 'aria-label': 'Help', onclick: showHelp }, '?'));
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    $('copy-link').textContent = 'Copied';
  } catch {
    $('copy-link').textContent = 'Copy it from the address bar';
  }
}

function turnTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  stage.themed();
}

const KEYS = [
  ['/', 'find a name'], ['arrows', 'go to the next node in that direction (in the drawing)'], ['Enter', 'open what is chosen'], ['+ and −', 'zoom'], ['0', 'fit to the window'],
  ['n', 'neighbourhood of the chosen node'], ['t', 'table'], ['r', 'reset'], ['Esc', 'close, step back'], ['?', 'this help'],
];
function showHelp() {
  fill($('help'),
    el('h2', {}, 'Reading and keys'),
    el('p', {}, 'Blue lines are cooperation, orange ones conflict, grey ones neither. Solid: asserted. Dashed: planned, expected, possible or conditional. Dotted: denied. A line stands for all statements of that kind between two nodes; a click shows them with their sentences.'),
    el('dl', {}, KEYS.map(([key, text]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, text)])),
    el('button', { type: 'button', onclick: () => $('help').close() }, 'Close'));
  $('help').showModal();
}

// Search by name and alias

const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const searchable = nodes.map((node) => [node.label, ...node.aliases].map((text) => plain(text.slice(0, 400))));
let chosen = 0;

function find(text) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  const hits = [];
  for (const node of nodes) {
    const at = searchable[node.i].findIndex((alias) => alias.includes(wanted));
    if (at < 0) continue;
    const [label] = searchable[node.i];
    const start = label.startsWith(wanted) ? 0 : label.includes(` ${wanted}`) ? 1 : searchable[node.i].some((alias) => alias.startsWith(wanted)) ? 2 : 3;
    hits.push({ node, start, alias: at > 0 && !searchable[node.i][0].includes(wanted) ? node.aliases[at - 1] : '' });
    if (hits.length > 400) break;
  }
  return hits.sort((a, b) => a.start - b.start || a.node.i - b.node.i).slice(0, 12);
}

function paintFound() {
  const hits = find($('search').value);
  chosen = Math.max(0, Math.min(chosen, hits.length - 1));
  fill($('found'), hits.map(({ node, alias }, at) => el('li', { role: 'option', id: `hit${at}`, 'aria-selected': String(at === chosen), onpointerdown: (event) => { event.preventDefault(); choose(node.i); } },
    shapeIcon(node.type), name(node.label, 70), alias ? el('span', { class: 'soft' }, ' (', name(alias, 40), ')') : null)));
  $('found').hidden = !hits.length;
  $('search').setAttribute('aria-expanded', String(hits.length > 0));
  $('search').setAttribute('aria-activedescendant', hits.length ? `hit${chosen}` : '');
  return hits;
}

function choose(i) {
  $('search').value = '';
  paintFound();
  if (state.view === 'table') state.view = 'drawing';
  $('drawing').focus();
  stage.reveal(i);
}

function searchKey(event) {
  const hits = find($('search').value);
  if (event.key === 'ArrowDown') chosen += 1;
  else if (event.key === 'ArrowUp') chosen = Math.max(0, chosen - 1);
  else if (event.key === 'Enter' && hits.length) return choose(hits[Math.min(chosen, hits.length - 1)].node.i);
  else if (event.key === 'Escape') {
    $('search').value = '';
    $('search').blur();
  } else return undefined;
  event.preventDefault();
  paintFound();
  return undefined;
}

// Keys

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $('help').open) return;
  if (event.target.matches('input[type="search"]')) return;
  const inDrawing = $('drawing').contains(event.target) || event.target === document.body;
  const act = {
    '/': () => $('search').focus(), '+': () => stage.zoom(1.3), '=': () => stage.zoom(1.3), '-': () => stage.zoom(1 / 1.3), 0: () => stage.fit(),
    n: () => { const i = selectedNode(); if (i !== null) change({ focus: state.focus === nodes[i].id ? null : nodes[i].id, hops: 1 }, { refilter: false }); },
    t: () => $('as-table').click(), r: reset, '?': showHelp, Escape: stepBack,
  }[event.key];
  if (act) act();
  else if (inDrawing && ARROWS[event.key]) stage.step(...ARROWS[event.key]);
  else if (inDrawing && event.key === 'Enter') stage.enter();
  else return;
  event.preventDefault();
}

function stepBack() {
  if (document.body.classList.contains('with-filters')) document.body.classList.remove('with-filters');
  else if (state.selected) { stage.leave?.(); closePanel(); }
  else if (state.focus !== null) change({ focus: null }, { refilter: false });
  else if (state.group !== null) change({ group: null }, { refilter: false });
}

function paintAll() {
  if (state.view !== 'table') stage.paint();
  paintTable();
  paintPanel();
  stage.uncover?.();
  paintLegend();
  $('counts').textContent = stage.counts();
  $('as-table').setAttribute('aria-pressed', String(state.view === 'table'));
}

readFragment();
document.title = short(title, 120);
buildBar();
applyFilters();
buildLegend();
stage.start();
listeners.push(paintAll);
paintAll();
$('search').addEventListener('input', () => { chosen = 0; paintFound(); });
$('search').addEventListener('keydown', searchKey);
$('search').addEventListener('blur', () => { $('found').hidden = true; });
document.addEventListener('keydown', pressed);
document.addEventListener('click', (event) => { if (!event.target.closest('#save')) $('save').open = false; });
addEventListener('hashchange', () => { readFragment(); applyFilters(); paintAll(); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => stage.themed());
requestAnimationFrame(() => { document.documentElement.dataset.ready = String(Math.round(performance.now())); });

// For scripts that drive the page, its tests among them.
window.tradekg = {
  get state() { return state; },
  get drawn() { return typeof drawn === 'undefined' ? null : drawn; },
  get labels() { return typeof placed === 'undefined' ? [] : placed; },
  passing: () => passing.list.length,
  ...stage.inspect,
  svg: svgText, csv, pngBlob,
};
