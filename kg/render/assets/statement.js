// One statement to read: who, what, how sure, and the sentence with its words marked.

const MARKED = ['subject', 'predicate', 'object', 'source', 'actor', 'target', 'good'];

/** The sentence as text and <mark> elements; marks are in code points, strings in UTF-16. */
function markedQuote(statement) {
  const letters = Array.from(statement.quote);
  const cuts = new Set([0, letters.length]);
  for (const [, start, end] of statement.marks) cuts.add(start).add(end);
  const order = [...cuts].filter((cut) => cut <= letters.length).sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < order.length; i += 1) {
    const text = letters.slice(order[i], order[i + 1]).join('');
    const roles = MARKED.filter((role) => statement.marks.some(([r, s, e]) => r === role && s <= order[i] && e >= order[i + 1]));
    pieces.push(roles.length ? el('mark', { class: roles.join(' '), title: roles.join(', ') }, text) : text);
  }
  return el('blockquote', { dir: 'auto' }, pieces);
}

function sayLine(statement) {
  return [
    nodeLink(statement.s), ' ',
    el('span', { class: `verb ${statement.tone}` }, (statement.negated ? 'not: ' : '') + predicates[statement.predicate].label), ' ',
    nodeLink(statement.o),
  ];
}

function nodeLink(i) {
  return wordLink(() => selectNode(i), name(nodes[i].label, 140));
}

function safeLink(url, ...children) {
  return /^https?:\/\//i.test(url) ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, children) : el('span', {}, children);
}

function card(statement) {
  const document = statement.document < 0 ? null : documents[statement.document];
  const tags = [
    statement.negated && el('span', { class: 'tag denied' }, 'denied'),
    statement.modality !== 'asserted' && el('span', { class: 'tag unsure' }, statement.modality),
    ...Object.entries(statement.qualifiers || {}).map(([key, value]) => el('span', { class: 'tag' }, key === 'quoted' ? 'in quotation marks' : `${key}: ${short(String(value), 60)}`)),
  ].filter(Boolean);
  return el('article', { class: `card line${lineOf(statement)} ${statement.tone}`, dataset: { statement: statement.id } },
    el('h4', {}, sayLine(statement)),
    tags.length ? el('p', { class: 'tags' }, tags) : null,
    markedQuote(statement),
    el('dl', { class: 'meta' },
      row('Said by', statement.source < 0 ? 'the writer' : name(records.sources[statement.source], 120)),
      row('Modality', `${statement.modality}${statement.negated ? ', denied' : ''}`),
      statement.date ? row('Date', statement.date) : null,
      document ? row('Document', [safeLink(document.url, name(document.heading || document.id, 160)), document.publisher ? [', ', name(document.publisher, 80)] : null]) : null,
      row('Confidence', `${statement.confidence} %, rule ${short(statement.rule, 80)}`)));
}

const row = (term, ...value) => [el('dt', {}, term), el('dd', {}, value)];

/** A list of statements, `STEP_CARDS` at a time. */
const STEP_CARDS = 30;
function cards(members) {
  const box = el('div', { class: 'cards' });
  let shown = 0;
  const more = el('button', { class: 'more', type: 'button', onclick: () => grow() });
  function grow() {
    more.remove();
    append(box, members.slice(shown, shown + STEP_CARDS).map((i) => card(statements[i])));
    shown = Math.min(shown + STEP_CARDS, members.length);
    more.textContent = `Show more (${number(members.length - shown)} left)`;
    if (shown < members.length) box.append(more);
  }
  grow();
  return box;
}
