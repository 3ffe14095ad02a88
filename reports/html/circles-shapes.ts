import type { Arrow, Box, Panel } from './circles-layout.ts'
import { html, type Markup } from './markup.ts'

/** As wide as a letter of the boxes is, and wider than most of the others. */
const LETTER = 7.3
const LINE = 17
const PAD = 10
const GAP = 18
const HEAD = 24
const ROW = 34
const NUMBER = 9
const TIP = 8

export interface Drawing {
  width: number
  height: number
  shapes: Markup
}

/**
 * Each transaction is a box with a line downwards, and each edge an arrow from line to line in a row of its own, so that
 * nothing has to be laid out that could overlap. What closes a circle are the stretches of the lines between arrows.
 */
export function drawCircle({ boxes, arrows }: Panel): Drawing {
  const column = widthOf(boxes, arrows)
  const places = new Map(boxes.map(({ name }, i) => [name, Math.round((i + 0.5) * column)]))
  const at = (name: string) => places.get(name) ?? 0
  const bottom = HEAD + LINE * Math.max(0, ...boxes.map(({ lines }) => lines.length)) + PAD / 2
  const y = (row: number) => bottom + PAD / 2 + ROW * (row + 1)
  const height = y(arrows.length - 1) + PAD
  const closing = arrows.map(({ edge: { to } }, i) => {
    const next = (i + 1) % arrows.length
    return (
      to === arrows[next].edge.from &&
      html`<path class="closing" d="M${at(to)} ${y(i)}V${y(next)}" />`
    )
  })
  const shapes = html`${boxes.map(
    ({ name, isBeside }) =>
      !isBeside && html`<path class="lifeline" d="M${at(name)} ${bottom}V${height}" />`,
  )}
  ${boxes.map((box, i) => drawBox(box, i * column, column - GAP, bottom))} ${closing}
  ${arrows.map((arrow, i) => drawArrow(arrow, at(arrow.edge.from), at(arrow.edge.to), y(i)))}`
  return { width: boxes.length * column, height, shapes }
}

function widthOf(boxes: readonly Box[], arrows: readonly Arrow[]): number {
  const lines = boxes.flatMap(({ title, lines }) => [title, ...lines]).map((line) => line.length)
  const labels = arrows.map(({ label }) => label.length)
  const box = Math.max(0, ...lines) * LETTER + 2 * PAD + GAP
  const label = Math.max(0, ...labels) * LETTER + 4 * NUMBER + 2 * TIP
  return Math.ceil(Math.max(box, label))
}

function drawBox(
  { title, lines, isBeside }: Box,
  left: number,
  width: number,
  height: number,
): Markup {
  return html`<svg
    aria-hidden="true"
    x="${left + GAP / 2}"
    y="0"
    width="${width}"
    height="${height}"
  >
    <rect
      class="box ${isBeside && 'beside'}"
      x="0.5"
      y="0.5"
      width="${width - 1}"
      height="${height - 1}"
      rx="6"
    />
    <text class="title" x="${PAD}" y="17">${title}</text>
    ${lines.map(
      (line, i) => html`<text class="mono" x="${PAD}" y="${HEAD + LINE * i + 12}">${line}</text>`,
    )}
  </svg>`
}

function drawArrow({ number, edge, label }: Arrow, from: number, to: number, y: number): Markup {
  const way = to < from ? -1 : 1
  // Who contradicts itself has an arrow that comes back.
  const line =
    from === to ? `M${from} ${y - 14}h30v14H${to + TIP}` : `M${from} ${y}H${to - way * TIP}`
  const tip = from === to ? -1 : way
  const middle = from === to ? from + 40 + (label.length * LETTER) / 2 : (from + to) / 2
  const left = middle - (label.length * LETTER * 0.85) / 2 - NUMBER - 4
  return html`<path class="arrow ${lineOf(edge)}" d="${line}" />
    <path class="tip ${lineOf(edge)}" d="M${to} ${y}l${-tip * TIP} -4.5v9z" />
    <circle class="disc" cx="${left + 4}" cy="${y - 12}" r="${NUMBER}" />
    <text class="number" x="${left + 4}" y="${y - 8}">${number}</text>
    <text class="label" x="${left + NUMBER + 10}" y="${y - 8}">${label}</text>`
}

/** The two sides of a choice are told apart by their strokes, and by their words. */
function lineOf({ side, kind }: Arrow['edge']): string {
  if (side !== undefined) return numberIn(side.first) < numberIn(side.second) ? 'dashed' : 'dotted'
  return kind === 'process' || kind === 'realtime' ? 'time' : 'certain'
}

function numberIn(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0)
}
