// Building elements. Texts only ever enter the page here, as text nodes and attribute values, never as markup.

const $ = (id) => document.getElementById(id);

/** An element with `props` (attributes; `on…` are listeners, `class`, `dataset`) and children (strings become text). */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || (value === false && !name.startsWith('aria-'))) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name.startsWith('aria-')) node.setAttribute(name, String(value));
    else if (name === 'class') node.className = value;
    else if (name === 'dataset') Object.assign(node.dataset, value);
    else if (['value', 'checked', 'disabled', 'hidden', 'tabIndex'].includes(name)) node[name] = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  append(node, children);
  return node;
}

/** Words that act like a link and, unlike a button, break across lines like the words around them. */
function wordLink(act, ...children) {
  const key = (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return el('span', { class: 'link', role: 'link', tabindex: '0', onclick: () => act(), onkeydown: key }, children);
}

function append(node, children) {
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

const SVG = 'http://www.w3.org/2000/svg';

function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, String(value));
  }
  append(node, children);
  return node;
}

/** A name from a text: isolated, so that its direction marks cannot turn what stands beside it. */
const name = (text, limit = 300) => el('bdi', { class: 'name', title: text.length > limit ? text.slice(0, 2000) : null }, short(text, limit));

const BIDI = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/** `text` cut to `limit` code points, without direction marks. */
function short(text, limit) {
  const plain = text.replace(BIDI, '').replace(/\s+/g, ' ');
  if (plain.length <= limit) return plain;
  return Array.from(plain.slice(0, 2 * limit)).slice(0, limit - 1).join('').trimEnd() + '…';
}

function download(fileName, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el('a', { href: url, download: fileName });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const number = (value) => value.toLocaleString('en-US');
const plural = (count, one, many = one + 's') => `${number(count)} ${count === 1 ? one : many}`;
const style = (variable) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
