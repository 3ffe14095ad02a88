import type { ChartConfiguration, ChartDataset } from 'chart.js'
import { FONT, loadCanvas, type Size } from '../html/canvas.ts'
import { inks } from '../html/inks.ts'
import type { Markup } from '../html/markup.ts'
import { light, type Palette } from '../html/palette.ts'
import type { Curves, Line } from './curves.ts'

/** Beyond that an interval tells nothing, and would press all else to the ground. */
const WIDEST = 2
const colors: readonly (keyof Palette)[] = [
  'soft',
  'ok',
  'pass',
  'indeterminate',
  'refused',
  'unknown',
  'fail',
  'accent',
]
const marks = ['circle', 'rect', 'triangle', 'rectRot', 'star'] as const
const pngSize = { width: 1040, height: 420 }

export interface DrawCurves {
  inPage(curves: Curves, size: Size): Markup
  png(curves: Curves): Buffer
}

export async function loadDrawCurves(): Promise<DrawCurves> {
  const canvas = await loadCanvas()
  return {
    inPage: (curves, size) => canvas.shapes(configuration(curves, inks), size),
    png: (curves) => canvas.png(configuration(curves, light, curves.title), pngSize, light.paper),
  }
}

function configuration(curves: Curves, palette: Palette, title?: string): ChartConfiguration {
  const { lines, rttsMs, unit, mark } = curves
  const text = { color: palette.soft, font: { size: 12 } }
  return {
    type: 'line',
    data: { datasets: lines.flatMap((line) => datasets(line, palette)) },
    options: {
      devicePixelRatio: 1,
      clip: false,
      parsing: false,
      layout: { padding: { right: 16, top: 16 } },
      scales: {
        x: {
          type: 'linear',
          min: 0,
          max: Math.max(1, rttsMs.length - 1),
          grid: { display: false },
          border: { color: palette.line },
          title: { display: true, text: 'round trip between the nodes', ...text },
          ticks: {
            ...text,
            stepSize: 1,
            callback: (at) => (Number(at) in rttsMs ? `${rttsMs[Number(at)]} ms` : ''),
          },
        },
        y: {
          type: 'linear',
          beginAtZero: true,
          grid: { color: palette.line },
          border: { display: false },
          title: { display: true, text: unit, ...text },
          ticks: { ...text, maxTicksLimit: 7 },
        },
      },
      plugins: {
        title: { display: title !== undefined, text: title, color: palette.ink },
        legend: {
          position: 'bottom',
          align: 'start',
          labels: {
            ...text,
            boxWidth: 18,
            boxHeight: 2,
            padding: 14,
            // The ends of bands have no name of their own.
            filter: ({ text: name }) => name !== '',
          },
        },
        ...across(mark, palette),
      },
    },
  }
}

/** A line, and where it has intervals a band: what lies between their lower ends and their upper ones. */
function datasets({ label, place, points }: Line, palette: Palette): ChartDataset[] {
  const ink = palette[colors[place % colors.length]]
  const line = {
    label,
    data: points.map(({ at: x, y }) => ({ x, y })),
    borderColor: ink,
    backgroundColor: ink,
    borderWidth: 1.6,
    pointRadius: 3.5,
    pointStyle: marks[place % marks.length],
    tension: 0,
  }
  if (points.every(({ to }) => to === undefined)) return [line]
  const edge = { label: '', borderWidth: 0, pointRadius: 0, tension: 0 }
  const lower = points.map(({ at: x, y, from = y }) => ({ x, y: from }))
  const upper = points.map(({ at: x, y, to = y }) => ({ x, y: Math.min(to, Math.max(WIDEST, y)) }))
  const band = { backgroundColor: `${ink}26`, fill: '-1' }
  return [line, { ...edge, data: lower }, { ...edge, ...band, data: upper }]
}

function across(mark: Curves['mark'], palette: Palette): object {
  if (mark === undefined) return {}
  const line = {
    type: 'line',
    yMin: mark.y,
    yMax: mark.y,
    borderColor: palette.soft,
    borderWidth: 1,
    borderDash: [4, 4],
    label: {
      display: true,
      content: mark.says,
      color: palette.soft,
      backgroundColor: 'transparent',
      font: { size: 11, weight: 'normal', family: FONT },
      padding: 0,
      position: 'end',
      yAdjust: -8,
    },
  }
  return { annotation: { clip: false, annotations: { line } } }
}
