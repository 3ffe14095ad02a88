import type { ChartConfiguration } from 'chart.js'
import { stack, type Scene } from '../events.ts'
import { plain, shorten } from '../plain-text.ts'
import { FONT, loadCanvas, type Size } from './canvas.ts'
import { inks } from './inks.ts'
import type { Markup } from './markup.ts'

export interface Curve {
  label: string
  color: 'ok' | 'refused' | 'indeterminate' | 'median' | 'high' | 'highest'
  /** x in seconds of the run; a null breaks the line, and what stands alone between two breaks is a dot. */
  points: { x: number; y: number | null }[]
  filled?: boolean
  /** Moments of their own, with no line from one to the next. */
  dots?: boolean
}

export interface Plot {
  curves: Curve[]
  /** Of the vertical axis. */
  unit: string
  scale: 'linear' | 'logarithmic'
}

/** The shapes of an SVG of this size, in the colours of the page; letters are outlines. */
export type Draw = (plot: Plot, scene: Scene, size: Size) => Markup

/** Loads what draws; see `loadCanvas`. */
export async function loadDraw(): Promise<Draw> {
  const canvas = await loadCanvas()
  return (plot, scene, size) => canvas.shapes(configuration(plot, scene, size), size)
}

function configuration(plot: Plot, scene: Scene, size: Size): ChartConfiguration {
  return {
    type: 'line',
    data: { datasets: plot.curves.map((curve) => dataset(curve)) },
    options: {
      devicePixelRatio: 1,
      // All that is drawn lies within the axes, and what clips would need names of its own in the page.
      clip: false,
      parsing: false,
      // Above the axes stand the numbers of the events.
      layout: { padding: { right: 4, top: 16 } },
      scales: {
        x: {
          type: 'linear',
          min: scene.startNs / 1e9,
          max: scene.endNs / 1e9,
          grid: { display: false },
          border: { color: inks.line },
          ticks: {
            ...text,
            maxTicksLimit: size.width > 600 ? 12 : 6,
            maxRotation: 0,
            includeBounds: false,
            callback: (value) => `${value} s`,
          },
        },
        y: {
          type: plot.scale,
          // Room above the curves for the names of the faults.
          ...(plot.scale === 'linear'
            ? { beginAtZero: true, grace: '22%' }
            : { suggestedMax: 5 * highestOf(plot) }),
          grid: { color: inks.line },
          border: { display: false },
          title: { display: true, text: plot.unit, ...text },
          ticks: {
            ...text,
            maxTicksLimit: 7,
            ...(plot.scale === 'logarithmic' && { callback: powerOfTen }),
          },
        },
      },
      plugins: {
        legend: {
          position: 'bottom',
          align: 'start',
          labels: { ...text, boxWidth: 18, boxHeight: 2, padding: 14 },
        },
        ...annotations(scene),
      },
    },
  }
}

const text = { color: inks.soft, font: { size: 12 } }

function highestOf({ curves }: Plot): number {
  return Math.max(...curves.flatMap(({ points }) => points.map(({ y }) => y ?? 0)))
}

/** On a logarithmic axis only 1, 10, 100 … keep their labels. */
function powerOfTen(value: string | number): string | null {
  return Number.isInteger(Math.round(Math.log10(Number(value)) * 1e9) / 1e9) ? String(value) : null
}

/** The canvas throws on control characters, and has no room for long names. */
function word(name: string): string {
  return shorten(plain(name), 28)
}

function dataset({ label, points, color, filled, dots }: Curve) {
  const known = (i: number) => points[i] !== undefined && points[i].y !== null
  return {
    label: word(label),
    // A broken line wants a number that is none.
    data: points.map(({ x, y }) => ({ x, y: y ?? Number.NaN })),
    borderColor: inks[color],
    backgroundColor: filled ? `${inks[color]}26` : inks[color],
    fill: filled ?? false,
    showLine: !dots,
    borderWidth: 1.6,
    pointBorderWidth: 0,
    pointRadius: ({ dataIndex: i }: { dataIndex: number }) =>
      dots ? 5 : known(i - 1) || known(i + 1) ? 0 : 2,
    tension: 0,
  }
}

function annotations({ bands, marks }: Scene) {
  const rows = stack(bands.map(({ startNs, endNs }) => ({ start: startNs, end: endNs })))
  const boxes = bands.map(({ name, startNs, endNs }, i): [string, object] => [
    `band ${i}`,
    {
      type: 'box',
      xMin: startNs / 1e9,
      xMax: endNs / 1e9,
      backgroundColor: inks.band,
      borderWidth: 0,
      drawTime: 'beforeDatasetsDraw',
      label: {
        display: true,
        content: word(name),
        color: inks.fail,
        font: { size: 11, weight: 'normal', family: FONT },
        position: { x: 'start', y: 'start' },
        yAdjust: rows[i] * 15 - 2,
        xAdjust: -2,
      },
    },
  ])
  const lines = marks.map(({ timeNs }, i): [string, object] => [
    `mark ${i}`,
    {
      type: 'line',
      xMin: timeNs / 1e9,
      xMax: timeNs / 1e9,
      borderColor: inks.soft,
      borderWidth: 0.75,
      drawTime: 'beforeDatasetsDraw',
      label: {
        display: true,
        content: String(i + 1),
        color: inks.soft,
        backgroundColor: 'transparent',
        font: { size: 11, weight: 'normal', family: FONT },
        padding: 0,
        position: 'end',
        yAdjust: -12,
      },
    },
  ])
  return { annotation: { clip: false, annotations: Object.fromEntries([...boxes, ...lines]) } }
}
