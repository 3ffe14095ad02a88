import { spreadOf } from '../spread.ts'
import { count, DASH, plural, seconds } from '../quantities.ts'
import type { Crossing, Interval, Kill, Plan } from './results.ts'

/** `0.12 (0.10 to 0.14)` */
export function ratioText({ value, from, to }: Interval): string {
  return `${value.toFixed(2)} (${from.toFixed(2)} to ${Number.isFinite(to) ? to.toFixed(2) : '…'})`
}

/** `1,204 (1,150 to 1,260)` */
export function rateText({ value, from, to }: Interval): string {
  return `${count(value)} (${count(from)} to ${Number.isFinite(to) ? count(to) : '…'})`
}

/** Where a level has half of the single server's commits left. */
export function crossingText({ atMs, fromMs, toMs }: Crossing, { rttsMs }: Plan): string {
  const greatest = Math.max(...rttsMs)
  const least = Math.min(...rttsMs)
  if (fromMs === undefined) return `more than half up to ${greatest} ms`
  if (toMs === least) return `less than half at ${least} ms already`
  const at = atMs === undefined ? `beyond ${greatest} ms` : roundTrip(atMs)
  const to = toMs === undefined ? `beyond ${greatest} ms` : roundTrip(toMs)
  return `${at} (${roundTrip(fromMs)} to ${to})`
}

const roundTrip = (ms: number) => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`

/** What a few runs lost, how far back that reached and how long nobody was answered: the least and the most of each. */
export function killTexts(kills: readonly Kill[]): [lost: string, back: string, rto: string] {
  const told = (figures: (number | null)[], text: (n: number) => string) => {
    const known = figures.filter((figure) => figure !== null)
    if (known.length === 0) return DASH
    const { least, most } = spreadOf(known)
    return least === most ? text(most) : `${text(least)} to ${text(most)}`
  }
  return [
    told(
      kills.map(({ lost }) => lost),
      count,
    ),
    told(
      kills.map(({ lost, lostSeconds }) => (lost === 0 ? 0 : lostSeconds)),
      (n) => (n === 0 ? '0 s' : seconds(n)),
    ),
    told(
      kills.map(({ rtoSeconds }) => rtoSeconds),
      seconds,
    ),
  ]
}

/** So many of the clients are under load in the runs that kill. */
export function killClients({ clients }: Pick<Plan, 'clients'>): number {
  return clients[clients.length >> 1]
}

export const clientsText = (n: number): string => plural(n, 'client')

/** What an acknowledged write waited for on the server that took it. */
export function flushing({ commitDelay }: Plan): string {
  return commitDelay === 0
    ? 'Each server of PostgreSQL flushes its log at once, to this machine’s own disk.'
    : `Before each flush of its log a server of PostgreSQL that takes writes waits ${commitDelay} ms, as for a disk, and what others commit meanwhile is flushed with it (commit_delay); a standby’s flush waits for nothing, and in runs that kill nobody’s does.`
}
