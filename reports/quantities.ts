/** How every report writes a figure, so that the same one reads the same everywhere; what nobody measured is a dash. */
type Maybe = number | null | undefined

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
export const DASH = '–'

const known = (n: Maybe): n is number => typeof n === 'number' && Number.isFinite(n)

export function count(n: Maybe): string {
  return known(n) ? grouped.format(n) : DASH
}

export function milliseconds(ms: Maybe): string {
  if (!known(ms)) return DASH
  if (ms >= 1000) return seconds(ms / 1000)
  return `${ms.toFixed(ms >= 100 ? 0 : ms >= 10 ? 1 : 2)} ms`
}

export function seconds(s: Maybe): string {
  if (!known(s)) return DASH
  return s < 1 ? milliseconds(s * 1000) : `${s.toFixed(s >= 100 ? 0 : s >= 10 ? 1 : 2)} s`
}

/** A moment of the run, aligned when stacked. */
export function moment(ns: Maybe, decimals = 3): string {
  return known(ns) ? `${(ns / 1e9).toFixed(decimals)} s` : DASH
}

/** As few decimals as tell these moments apart: of milliseconds, microseconds or nanoseconds. */
export function decimalsFor(moments: readonly number[]): number {
  const different = [...new Set(moments)]
  const told = (decimals: number) => new Set(different.map((ns) => moment(ns, decimals))).size
  return [3, 6].find((decimals) => told(decimals) === different.length) ?? 9
}

export function bytes(n: Maybe): string {
  if (!known(n)) return DASH
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, n < 1024 ? 0 : Math.floor(Math.log2(Math.abs(n)) / 10))
  return power === 0 ? `${n} B` : `${(n / 1024 ** power).toFixed(1)} ${units[power]}`
}

/** A share of a whole with as many digits as tell it from none and from all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return DASH
  const share = (100 * part) / whole
  return `${share.toFixed(share > 0 && share < 1 ? 2 : 1)} %`
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}
