// The network as an SVG picture.

/** The network as it stands on the screen: same places, same labels. */
function graphSvg() {
  const canvas = network.canvas.frame.canvas;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const scale = network.getScale();
  const place = (at) => {
    const on = network.canvasToDOM(at);
    return [on.x.toFixed(1), on.y.toFixed(1)];
  };
  const root = svg('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': FONT });
  root.append(svg('title', {}, title), svg('rect', { width, height, fill: colors.paper }));
  for (const edge of drawn.edges) {
    const body = network.body.edges[edge.key];
    if (body && body.connected) root.append(edgeSvg(edge, body, place, scale));
  }
  for (const node of drawn.nodes) {
    const body = network.body.nodes[node.key];
    const [x, y] = place({ x: body.x, y: body.y });
    root.append(svg('path', { d: shapePath(node.shape, Number(x), Number(y), node.size * scale), fill: nodeColor(node), stroke: colors.paper, 'stroke-width': 1.5, opacity: nodeOpacity(node) }, svg('title', {}, node.text)));
  }
  for (const label of placed) {
    for (const [text, x, y] of labelRows(label)) root.append(svg('text', {
      x: x.toFixed(1), y: y.toFixed(1), 'font-size': label.size, 'text-anchor': 'middle', 'dominant-baseline': 'central',
      opacity: label.faded ? FADED.node : 1, fill: label.kind === 'edge' ? colors.soft : colors.ink, stroke: colors.paper, 'stroke-width': 3, 'paint-order': 'stroke', 'stroke-linejoin': 'round',
    }, text));
  }
  return root;
}

function edgeSvg(edge, body, place, scale) {
  const points = [0, 0.25, 0.5, 0.75, 0.92].map((t) => body.edgeType.getPoint(t));
  const color = edge.part ? colors.part : colors.edge[edge.tone];
  const width = Math.max(0.6, edge.width * scale);
  const dashes = edge.part ? [] : look.lines[edge.line][1];
  const line = svg('polyline', {
    points: points.map((point) => place(point).join(',')).join(' '), fill: 'none', stroke: color, 'stroke-width': width.toFixed(2), 'stroke-opacity': edgeOpacity(edge),
    'stroke-linecap': 'round', 'stroke-dasharray': dashes.length ? dashes.map((dash) => (dash * scale * (drawn.unit || 1)).toFixed(1)).join(' ') : null,
  });
  if (!edge.bundle) return line;
  const [x1, y1] = place(body.edgeType.getPoint(0.85)).map(Number);
  const [x2, y2] = place(body.edgeType.getPoint(0.94)).map(Number);
  const turn = Math.atan2(y2 - y1, x2 - x1);
  const size = 3 + width * 1.6;
  const corner = (angle) => `${(x2 - size * Math.cos(turn + angle)).toFixed(1)},${(y2 - size * Math.sin(turn + angle)).toFixed(1)}`;
  return svg('g', {}, line, svg('polygon', { points: `${x2.toFixed(1)},${y2.toFixed(1)} ${corner(0.45)} ${corner(-0.45)}`, fill: color, 'fill-opacity': edgeOpacity(edge) }));
}

/** The outline of vis-network's shapes around (x, y). */
function shapePath(shape, x, y, r) {
  if (shape === 'square') return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
  const turns = { diamond: [4, 0], hexagon: [6, 0], triangle: [3, -Math.PI / 2], triangleDown: [3, Math.PI / 2] }[shape];
  if (!turns) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  const [corners, start] = turns;
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = start + (2 * Math.PI * i) / corners;
    return `${(x + r * Math.cos(angle)).toFixed(1)} ${(y + r * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join('L')}z`;
}
