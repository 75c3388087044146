// The statements that pass the filters as a table, and as a CSV file.

const COLUMNS = [
  ['Subject', (st) => nodes[st.s].label],
  ['Predicate', (st) => predicates[st.predicate].id],
  ['Object', (st) => nodes[st.o].label],
  ['Polarity', (st) => (st.negated ? 'denied' : 'affirmed')],
  ['Modality', (st) => st.modality],
  ['Source', (st) => (st.source < 0 ? '' : records.sources[st.source])],
  ['Date', (st) => st.date],
  ['Document', (st) => (st.document < 0 ? '' : documents[st.document].heading || documents[st.document].id)],
  ['Confidence', (st) => (st.confidence / 100).toFixed(2)],
  ['Sentence', (st) => st.quote],
];
const ROWS = 100;
let rowsShown = ROWS;

function sorted() {
  const [column, direction] = state.sort.split(' ');
  const at = COLUMNS.findIndex(([heading]) => heading === column);
  if (at < 0) return passing.list;
  const value = COLUMNS[at][1];
  const sign = direction === 'down' ? -1 : 1;
  return passing.list.map((i) => [value(statements[i]), i]).sort((a, b) => sign * a[0].localeCompare(b[0], 'en') || a[1] - b[1]).map(([, i]) => i);
}

function paintTable() {
  const box = $('table');
  box.hidden = state.view !== 'table';
  $('drawing').classList.toggle('behind', state.view === 'table');
  if (box.hidden) return;
  const order = sorted();
  const head = COLUMNS.map(([heading]) => {
    const now = state.sort.startsWith(`${heading} `) ? state.sort.split(' ')[1] : '';
    return el('th', { scope: 'col', 'aria-sort': now === 'up' ? 'ascending' : now === 'down' ? 'descending' : null },
      el('button', { type: 'button', onclick: () => { rowsShown = ROWS; change({ sort: `${heading} ${now === 'up' ? 'down' : 'up'}` }, { refilter: false }); } }, heading, now === 'up' ? ' ▲' : now === 'down' ? ' ▼' : ''));
  });
  const body = order.slice(0, rowsShown).map((i) => tableRow(statements[i]));
  fill(box,
    el('p', { class: 'table-head' }, plural(order.length, 'statement'), ' ', el('button', { type: 'button', id: 'csv', onclick: saveCsv }, 'Download CSV')),
    el('table', {}, el('thead', {}, el('tr', {}, head)), el('tbody', {}, body)),
    order.length > rowsShown ? el('button', { type: 'button', class: 'more', onclick: () => { rowsShown += 4 * ROWS; paintTable(); } }, `Show more (${number(order.length - rowsShown)} left)`) : null);
}

function tableRow(statement) {
  const show = () => change({ selected: `statement:${statement.id}` }, { refilter: false });
  return el('tr', { class: `line${lineOf(statement)} ${statement.tone}`, onclick: show },
    COLUMNS.map(([heading, value]) => el('td', { class: heading.toLowerCase(), dir: 'auto' },
      heading === 'Subject' ? wordLink(show, short(value(statement), 120)) : el('span', {}, short(value(statement), 400)))));
}

/** RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvCell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

function csv() {
  const lines = [COLUMNS.map(([heading]) => heading.toLowerCase()).join(',')];
  for (const i of sorted()) lines.push(COLUMNS.map(([, value]) => csvCell(value(statements[i]))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function saveCsv() {
  download('statements.csv', 'text/csv;charset=utf-8', csv());
}
