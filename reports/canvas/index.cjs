const native = require('@napi-rs/canvas')
const nodeCanvas = require('@napi-rs/canvas/node-canvas')

/**
 * As node-canvas has it: an SVG canvas hands its document out by `toBuffer`, which @napi-rs/canvas calls `getContent`.
 * Letters become outlines, so that the reader needs no font and no text can be anything but a picture of itself.
 */
function createCanvas(width, height, type) {
  if (type !== 'svg') return nodeCanvas.createCanvas(width, height, type)
  const canvas = native.createCanvas(width, height, native.SvgExportFlag.ConvertTextToPaths)
  canvas.toBuffer = () => canvas.getContent()
  return canvas
}

module.exports = { ...nodeCanvas, createCanvas }
