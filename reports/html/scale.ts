import type { Scene } from '../events.ts'

/** Time to percent of a drawing's width, which is not known: the reader's window decides it. */
export type Scale = (timeNs: number) => number

export function scaleOf({ startNs, endNs }: Scene): Scale {
  return (timeNs) => Math.min(100, Math.max(0, (100 * (timeNs - startNs)) / (endNs - startNs)))
}

export function percentage(share: number): string {
  return `${Number(share.toFixed(3))}%`
}

/** Some seven round numbers between two. */
export function ticks(from: number, to: number): number[] {
  const rough = (to - from) / 7
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

/**
 * Ascending places, moved to the right (at the right border to the left) until neighbours are `atLeast` percent apart,
 * or as far as there is room for where they are many.
 */
export function spread(places: number[], atLeast: number): number[] {
  const apart = Math.min(atLeast, 100 / places.length)
  const moved = [...places]
  for (let i = 1; i < moved.length; i++) moved[i] = Math.max(moved[i], moved[i - 1] + apart)
  const excess = (moved.at(-1) ?? 0) - (100 - apart / 2)
  if (excess <= 0) return moved
  moved[moved.length - 1] -= excess
  for (let i = moved.length - 2; i >= 0; i--) moved[i] = Math.min(moved[i], moved[i + 1] - apart)
  return moved
}
