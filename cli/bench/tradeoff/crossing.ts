import type { Crossing, Interval, LevelTold, Point } from '../../../reports/tradeoff/results.ts'

const HALF = 0.5

/** Where each level that is no baseline has half of the single server's commits left, by its number of clients. */
export function crossingsOf(
  levels: readonly Pick<LevelTold, 'name' | 'baseline'>[],
  points: readonly Point[],
): Crossing[] {
  return levels
    .filter(({ name, baseline }) => name !== baseline)
    .flatMap(({ name: level }) => {
      const those = points.filter((point) => point.level === level)
      return [...Map.groupBy(those, (point) => point.clients)].flatMap(([clients, some]) => {
        // Of one round trip nobody can tell where anything changes.
        if (some.length < 2) return []
        const rising = some.toSorted((a, b) => a.rttMs - b.rttMs)
        const at = (end: keyof Interval) => crossedAt(rising, (point) => point.ratio[end])
        return [{ level, clients, atMs: at('value'), fromMs: at('from'), toMs: at('to') }]
      })
    })
}

/**
 * The first round trip at which `ratio` is no more than a half; undefined where it never is. Between two that were
 * measured a commit takes longer by as much as the round trip does, so what lies between them is a line of 1 ÷ ratio.
 */
function crossedAt(rising: readonly Point[], ratio: (point: Point) => number): number | undefined {
  const i = rising.findIndex((point) => ratio(point) <= HALF)
  if (i < 0) return undefined
  const after = rising[i]
  if (i === 0) return after.rttMs
  const before = rising[i - 1]
  const [from, to] = [1 / ratio(before), 1 / ratio(after)]
  // An interval that knows nothing of its lower end ends nowhere.
  if (!Number.isFinite(to)) return before.rttMs
  return before.rttMs + ((after.rttMs - before.rttMs) * (1 / HALF - from)) / (to - from)
}
