import { milliseconds } from '../quantities.ts'
import type { Point, Tradeoff } from './results.ts'
import { killClients, killTexts, rateText, ratioText } from './words.ts'

/** The head of the one table that the page and the terminal show. */
export const columns = [
  'Level',
  'Round trip',
  'Clients',
  'Commits/s (95 %)',
  'Of the single server (95 %)',
  'p50',
  'p99',
  'A kill loses',
  'of the last',
  'Recovery',
]
/** Those that hold figures. */
export const figureColumns = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** A row for each point; what a kill costs stands where so many clients were under load. */
export function rowsOf({ points, kills, plan }: Tradeoff): string[][] {
  const lossesOf = ({ level, rttMs, clients }: Point) => {
    const those = kills.filter((kill) => kill.level === level && kill.rttMs === rttMs)
    return clients === killClients(plan) && those.length > 0 ? killTexts(those) : ['', '', '']
  }
  return points.map((point) => [
    point.level,
    `${point.rttMs} ms`,
    String(point.clients),
    rateText(point.perSecond),
    ratioText(point.ratio),
    milliseconds(point.p50Ms),
    milliseconds(point.p99Ms),
    ...lossesOf(point),
  ])
}
