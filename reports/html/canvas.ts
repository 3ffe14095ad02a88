import { createRequire } from 'node:module'
import type { Chart, ChartConfiguration } from 'chart.js'
import { shapesOf } from './inks.ts'
import { Markup } from './markup.ts'

export interface Size {
  width: number
  height: number
}

export const FONT = 'Splitbrain Charts'

/** What draws charts, in the page and as pictures of their own. */
export interface Canvas {
  /** The shapes of an SVG of this size, in the colours of the page: `configuration` has them by `inks`. */
  shapes(configuration: ChartConfiguration, size: Size): Markup
  /** A PNG of this size, in the colours that `configuration` has. */
  png(configuration: ChartConfiguration, size: Size, background: string): Buffer
}

let loaded: Promise<Canvas> | undefined

/** Loads the drawing libraries, some 100 ms, and the font: without one, text would silently be missing. */
export function loadCanvas(): Promise<Canvas> {
  return (loaded ??= load())
}

async function load(): Promise<Canvas> {
  const { ChartJSNodeCanvas } = await import('chartjs-node-canvas')
  const require = createRequire(import.meta.url)
  const { GlobalFonts } = require('canvas')
  // By its path: each canvas loads a chart.js of its own, and the plugin has to meet that one.
  const annotation = require.resolve('chartjs-plugin-annotation')
  GlobalFonts.registerFromPath(
    require.resolve('@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2'),
    FONT,
  )
  const chartCallback = ({ defaults }: typeof Chart) => {
    defaults.font.family = FONT
  }
  const made = new Map<string, InstanceType<typeof ChartJSNodeCanvas>>()
  const canvasOf = (size: Size, more: { type?: 'svg'; backgroundColour?: string }) => {
    const options = { ...size, ...more }
    const name = JSON.stringify(options)
    const plugins = { modern: [annotation] }
    const canvas = made.get(name) ?? new ChartJSNodeCanvas({ ...options, plugins, chartCallback })
    made.set(name, canvas)
    return canvas
  }
  return {
    shapes(configuration, size) {
      const canvas = canvasOf(size, { type: 'svg' })
      return new Markup(
        shapesOf(canvas.renderToBufferSync(configuration, 'image/svg+xml').toString()),
      )
    },
    png: (configuration, size, backgroundColour) =>
      canvasOf(size, { backgroundColour }).renderToBufferSync(configuration, 'image/png'),
  }
}
