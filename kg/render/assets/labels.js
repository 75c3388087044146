// Labels of nodes and edges, drawn over vis-network's picture at one size on the screen, none over another:
// the more important first, each where there is room, else not until the reader zooms in.

const LABEL_SIZE = 12.5;
const EDGE_LABEL_SIZE = 10.5;
const LINE_LIMIT = 24;
const EDGE_MARGIN = 2;
/** Labels of this many of the strongest nodes, and of the selected one, may lie over the discs of others; those of its neighbours over faded discs. */
const ALWAYS = 20;
const FONT = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
const widths = new Map();
let placed = [];

function textWidth(ctx, text, size) {
  const key = `${size} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 20000) widths.clear();
    ctx.font = `${size}px ${FONT}`;
    width = ctx.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** A name in at most two lines, the second cut where it is too long. */
function wrapped(text) {
  const whole = short(text, 4 * LINE_LIMIT);
  if (whole.length <= LINE_LIMIT + 4) return [whole];
  const space = whole.lastIndexOf(' ', LINE_LIMIT);
  if (space < LINE_LIMIT / 3) return [short(whole, LINE_LIMIT + 4)];
  return [whole.slice(0, space), short(whole.slice(space + 1), LINE_LIMIT + 2)];
}

/** Boxes in a grid of cells, so that asking whether a new one is free stays quick. */
class Boxes {
  constructor(cell = 64) {
    this.cell = cell;
    this.cells = new Map();
  }

  * keys(box) {
    for (let x = Math.floor(box.x / this.cell); x <= Math.floor((box.x + box.w) / this.cell); x += 1) {
      for (let y = Math.floor(box.y / this.cell); y <= Math.floor((box.y + box.h) / this.cell); y += 1) yield `${x},${y}`;
    }
  }

  /** Whether `box` touches no other; `ignored` says which discs do not count. */
  free(box, self, ignored = () => false) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) || []) {
        if (other.owner !== self && !(other.owner !== null && ignored(other)) && box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h) return false;
      }
    }
    return true;
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }
}

/** Where a node's label may stand, best first: below, above, right, left of the disc at (x, y) of radius r. */
function places(x, y, r, w, h) {
  const gap = 3;
  return [
    { x: x - w / 2, y: y + r + gap, w, h }, { x: x - w / 2, y: y - r - gap - h, w, h },
    { x: x + r + gap + 1, y: y - h / 2, w, h }, { x: x - r - gap - 1 - w, y: y - h / 2, w, h },
  ];
}

/** Choose the labels for the picture at hand. `items` are nodes {id, x, y, r, text, rows, rank, always, chosen}; nothing lies over the disc of a `strong` one; `lines` edges {id, x, y, points, text, rank}; screen pixels. */
function placeLabels(ctx, items, lines, size) {
  const boxes = new Boxes();
  const result = [];
  for (const item of items) if (!item.wide) boxes.add({ x: item.x - item.r * 0.85, y: item.y - item.r * 0.85, w: item.r * 1.7, h: item.r * 1.7, owner: item.strong ? null : item.id, faded: item.faded });
  const take = (item, fontSize, candidates, what) => {
    const within = candidates.filter((at) => at.x > EDGE_MARGIN && at.y > EDGE_MARGIN && at.x + at.w < size.width - EDGE_MARGIN && at.y + at.h < size.height - EDGE_MARGIN);
    const box = within.find((at) => boxes.free(at, item.id)) || within.find((at) => boxes.free(at, item.id, (disc) => item.always || (item.chosen && disc.faded)));
    if (!box) return;
    boxes.add({ ...box, owner: null });
    result.push({ ...box, text: item.text, rows: item.rows, size: fontSize, kind: what, id: item.id, faded: item.faded, strong: item.strong });
  };
  const inside = (item) => item.x > -20 && item.x < size.width + 20 && item.y > -20 && item.y < size.height + 20;
  for (const item of items.filter(inside).sort((a, b) => a.rank - b.rank)) {
    const fontSize = item.strong ? LABEL_SIZE + 1 : LABEL_SIZE;
    const w = Math.max(...item.rows.map((text) => textWidth(ctx, text, fontSize))) + 4;
    const h = item.rows.length * (fontSize + 1.5) + 3;
    const around = places(item.x, item.y, item.r, w, h);
    const middle = Math.min(Math.max(item.x - w / 2, EDGE_MARGIN + 1), size.width - w - EDGE_MARGIN - 1);
    take(item, fontSize, item.wide ? [{ x: middle, y: item.y - h / 2, w, h }, ...around] : around, 'node');
  }
  for (const item of lines.filter(inside).sort((a, b) => a.rank - b.rank)) {
    const w = textWidth(ctx, item.text, EDGE_LABEL_SIZE) + 4;
    const h = EDGE_LABEL_SIZE + 3;
    take(item, EDGE_LABEL_SIZE, item.points.map(({ x, y }) => ({ x: x - w / 2, y: y - h / 2, w, h })), 'edge');
  }
  return result;
}

/** Each line of a label with the place of its middle. */
const labelRows = (label) => label.rows.map((text, i) => [text, label.x + label.w / 2, label.y + (label.h * (i + 0.5)) / label.rows.length]);

function drawLabels(ctx, list, colors) {
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  for (const label of list) {
    ctx.font = `${label.strong ? '600 ' : ''}${label.size}px ${FONT}`;
    ctx.globalAlpha = label.faded ? FADED.node : 1;
    ctx.strokeStyle = colors.paper;
    ctx.lineWidth = 3.5;
    ctx.fillStyle = label.kind === 'edge' ? colors.soft : colors.ink;
    for (const [text, x, y] of labelRows(label)) ctx.strokeText(text, x, y);
    for (const [text, x, y] of labelRows(label)) ctx.fillText(text, x, y);
  }
  ctx.globalAlpha = 1;
}
