import type { LinkSpec } from '../../runner/network/link.ts'

/** All that one sends another over an address that everybody knows it by, so that no proxy can stand between them. */
export function direct(from: string, to: string, group: string): LinkSpec {
  return { from, to, group, direct: true }
}

/** The same between each two of several. */
export function directPairs(names: readonly string[], group: string): LinkSpec[] {
  return names.flatMap((from, place) => names.slice(place + 1).map((to) => direct(from, to, group)))
}
