import { count, seconds } from '../quantities.ts'
import type { Told } from '../html/charts/chart.ts'
import type { Kill, Point, Tradeoff } from './results.ts'
import { clientsText, killClients, ratioText } from './words.ts'

/** A level over the round trips: their places, and a figure at each, perhaps with its interval. */
export interface Line {
  label: string
  /** Among all levels: its colour and its mark are the same in every picture. */
  place: number
  points: { at: number; y: number; from?: number; to?: number }[]
}

/** A picture with the round trips side by side, each as far from the next as all others. */
export interface Curves extends Told {
  /** What its file is called. */
  file: string
  rttsMs: readonly number[]
  unit: string
  lines: Line[]
  /** Where a line is drawn across, and what it says. */
  mark?: { y: number; says: string }
}

/** All pictures of a sweep, on one axis of round trips. */
export function curvesOf(tradeoff: Tradeoff): Curves[] {
  const { plan, kills } = tradeoff
  return [
    ...plan.clients.map((clients) => ratios(tradeoff, clients)),
    ...(kills.length > 0 ? [losses(tradeoff), recoveries(tradeoff)] : []),
  ]
}

function ratios({ plan: { rttsMs }, levels, points }: Tradeoff, clients: number): Curves {
  const some = points.filter((point) => point.clients === clients)
  const who = clientsText(clients)
  return {
    id: `ratio-${clients}`,
    file: `ratio-${clients}`,
    title: `Commits against the single server, ${who}`,
    about:
      'Commits a second for each of the single server’s in the same round, with the interval of 95 % as a band, by the round trip between the nodes.',
    alt: `Commits for each of the single server's with ${who}, by round trip. ${ends(some)} The table has the figures.`,
    columns: ['Level', 'Round trip', 'Of the single server (95 %)'],
    rows: some.map(({ level, rttMs, ratio }) => [level, `${rttMs} ms`, ratioText(ratio)]),
    rttsMs,
    unit: 'of the single server',
    lines: linesOf(levels, rttsMs, (name) =>
      some
        .filter(({ level }) => level === name)
        .map(({ rttMs, ratio: { value: y, from, to } }) => ({ rttMs, y, from, to })),
    ),
    mark: { y: 0.5, says: 'half' },
  }
}

/** What each level has left at the greatest round trip, in words. */
function ends(points: readonly Point[]): string {
  const greatest = Math.max(...points.map(({ rttMs }) => rttMs))
  const last = points.filter(({ rttMs }) => rttMs === greatest)
  return last
    .map(({ level, ratio }) => `${level} has ${ratio.value.toFixed(2)} at ${greatest} ms.`)
    .join(' ')
}

function losses(tradeoff: Tradeoff): Curves {
  const { lines, rows, rttsMs } = ofKills(tradeoff, ({ lost }) => lost, count)
  return {
    id: 'losses',
    file: 'losses',
    title: 'Acknowledged writes that a kill loses',
    about: `The mean of runs in which the primary, or who stands first, is killed under the load of ${clientsText(killClients(tradeoff.plan))}; a primary has two standbys at least, for who waits for a single one would wait for ever once that has taken over. A primary loses its standbys 400 ms before it is struck, so that a loss shows at all: what is lost is what that time of load is worth.`,
    alt: 'Acknowledged writes that a kill lost, by round trip. The table has the figures.',
    columns: ['Level', 'Round trip', 'Seed', 'Lost'],
    rows,
    rttsMs,
    unit: 'writes lost',
    lines,
  }
}

function recoveries(tradeoff: Tradeoff): Curves {
  const { lines, rows, rttsMs } = ofKills(tradeoff, ({ rtoSeconds }) => rtoSeconds, seconds)
  return {
    id: 'recoveries',
    file: 'recoveries',
    title: 'How long nobody is answered after a kill',
    about: 'From the blow to the first acknowledged write, in the same runs.',
    alt: 'Recovery time after a kill, by round trip. The table has the figures.',
    columns: ['Level', 'Round trip', 'Seed', 'Recovery'],
    rows,
    rttsMs,
    unit: 'seconds',
    lines,
  }
}

function ofKills(
  { plan: { rttsMs }, levels, kills }: Tradeoff,
  figure: (kill: Kill) => number | null,
  text: (figure: number | null) => string,
) {
  const lines = linesOf(levels, rttsMs, (name) => {
    const those = kills.filter((kill) => kill.level === name && figure(kill) !== null)
    return [...Map.groupBy(those, ({ rttMs }) => rttMs)].map(([rttMs, some]) => ({
      rttMs,
      y: some.reduce((sum, kill) => sum + figure(kill)!, 0) / some.length,
    }))
  })
  const rows = kills.map((kill) => [
    kill.level,
    `${kill.rttMs} ms`,
    String(kill.seed),
    text(figure(kill)),
  ])
  return { lines: lines.filter(({ points }) => points.length > 0), rows, rttsMs }
}

function linesOf(
  levels: Tradeoff['levels'],
  rttsMs: readonly number[],
  pointsOf: (level: string) => ({ rttMs: number } & Omit<Line['points'][number], 'at'>)[],
): Line[] {
  return levels.map(({ name }, place) => ({
    label: name,
    place,
    points: pointsOf(name)
      .map(({ rttMs, ...point }) => ({ at: rttsMs.indexOf(rttMs), ...point }))
      .toSorted((a, b) => a.at - b.at),
  }))
}
