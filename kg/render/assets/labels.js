// Labels of nodes and edges, drawn over vis-network's picture at one size on the screen, none over another:
// the more important first, each where there is room, else not until the reader zooms in.

const LABEL_SIZE = 12.5;
const EDGE_LABEL_SIZE = 10.5;
const LABEL_LIMIT = 34;
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

  free(box, self) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) || []) {
        if (other.owner !== self && box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h) return false;
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

/** Choose the labels for the picture at hand. `items` are nodes {id, x, y, r, text, rank}, `lines` edges {id, x, y, text, rank}; screen pixels. */
function placeLabels(ctx, items, lines, size) {
  const boxes = new Boxes();
  const result = [];
  for (const item of items) boxes.add({ x: item.x - item.r * 0.85, y: item.y - item.r * 0.85, w: item.r * 1.7, h: item.r * 1.7, owner: item.id });
  const take = (item, fontSize, candidates, what) => {
    const box = candidates.find((candidate) => boxes.free(candidate, item.id));
    if (!box) return;
    boxes.add({ ...box, owner: null });
    result.push({ ...box, text: item.text, size: fontSize, kind: what, id: item.id, faded: item.faded, strong: item.strong });
  };
  const inside = (item) => item.x > -20 && item.x < size.width + 20 && item.y > -20 && item.y < size.height + 20;
  for (const item of items.filter(inside).sort((a, b) => a.rank - b.rank)) {
    const fontSize = item.strong ? LABEL_SIZE + 1 : LABEL_SIZE;
    const w = textWidth(ctx, item.text, fontSize) + 4;
    take(item, fontSize, places(item.x, item.y, item.r, w, fontSize + 4), 'node');
  }
  for (const item of lines.filter(inside).sort((a, b) => a.rank - b.rank)) {
    const w = textWidth(ctx, item.text, EDGE_LABEL_SIZE) + 4;
    const h = EDGE_LABEL_SIZE + 3;
    take(item, EDGE_LABEL_SIZE, [{ x: item.x - w / 2, y: item.y - h / 2, w, h }], 'edge');
  }
  return result;
}

function drawLabels(ctx, list, colors) {
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  for (const label of list) {
    ctx.font = `${label.strong ? '600 ' : ''}${label.size}px ${FONT}`;
    ctx.globalAlpha = label.faded ? 0.25 : 1;
    ctx.strokeStyle = colors.paper;
    ctx.lineWidth = 3.5;
    const x = label.x + label.w / 2;
    const y = label.y + label.h / 2;
    ctx.strokeText(label.text, x, y);
    ctx.fillStyle = label.kind === 'edge' ? colors.soft : colors.ink;
    ctx.fillText(label.text, x, y);
  }
  ctx.globalAlpha = 1;
}
