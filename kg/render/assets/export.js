// The drawing as SVG and PNG files.

const svgText = () => new XMLSerializer().serializeToString(stage.svg());

function saveSvg() {
  download(`${kind}.svg`, 'image/svg+xml;charset=utf-8', svgText());
}

/** The SVG drawn twice its size, so that the picture stays sharp in print. */
async function pngBlob() {
  const root = stage.svg();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(root))}`;
  await image.decode();
  const canvas = el('canvas');
  canvas.width = 2 * Number(root.getAttribute('width'));
  canvas.height = 2 * Number(root.getAttribute('height'));
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

async function savePng() {
  download(`${kind}.png`, 'image/png', await pngBlob());
}
