import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import type { Judged } from '../../runner/claim.ts'
import { evidenceOf, type Evidence, type Shipping, type Wanted } from '../../runner/evidence.ts'
import { said } from './judged.fixture.ts'

export const MB = 2 ** 20
const FALLEN_SECONDS = 20

/** A run of a warm standby whose primary lost the archive after 20 s, and was killed half a second later. */
export interface ShippedRun {
  /** When writes were acknowledged, in seconds before the primary lost the archive, and which of these were lost. */
  writes?: { before: number; lost?: boolean }[]
  shipping?: Partial<Shipping> | 'nobody asked'
  /** Up to where the standby came. */
  toLsnBytes?: number
  /** What it would have gone on with. */
  wanted?: Wanted
  /** What else is told of the blow. */
  blow?: object
  /** What it was. */
  by?: string
  /** A fault beside the blow, and when it was taken back. */
  beside?: { f: string; value: object; at: number; until?: number }
  settings?: Record<string, string>
}

export const inForce = { archive_mode: 'on', archive_timeout: '2', archive_command: 'ship %p' }

const usual = { shippedLsnBytes: 10 * MB, waitingSegments: 0, waitingSeconds: 0 }

/** As claims see it, and what the checkers found. */
export function shippedRun(run: ShippedRun): [Judged, Evidence] {
  const {
    writes = usualWrites,
    shipping = {},
    toLsnBytes = 10 * MB,
    wanted,
    beside,
    settings,
  } = run
  const lines: Omit<Operation, 'index'>[] = []
  const whole = (about: Omit<Operation, 'index' | 'type' | 'timeNs'>, seconds: number) => {
    for (const type of ['invoke', 'ok'] as const)
      lines.push({ ...about, type, timeNs: seconds * 1e9 })
  }
  const event = (f: string, seconds: number, value: object) =>
    whole({ process: 'fault', f, value }, seconds)
  event('mode', 0, { node: 'n1', settings: { ...inForce, ...settings }, standbys: {} })
  for (const [value, { before }] of writes.entries())
    whole({ process: 0, f: 'add', value, node: 'n1' }, FALLEN_SECONDS - before)
  if (beside !== undefined) {
    event(beside.f, FALLEN_SECONDS - beside.at, beside.value)
    if (beside.until !== undefined)
      event(`undo ${beside.f}`, FALLEN_SECONDS - beside.until, beside.value)
  }
  const before = {
    node: 'n1',
    waiting: 0,
    lsnBytes: 10.5 * MB,
    ...(shipping !== 'nobody asked' && { shipping: { ...usual, ...shipping } }),
  }
  const times = { cutAtNs: FALLEN_SECONDS * 1e9, struckAtNs: (FALLEN_SECONDS + 0.5) * 1e9 }
  event(run.by ?? 'kill-primary', FALLEN_SECONDS + 0.5, {
    nodes: ['n1'],
    ...times,
    before,
    ...run.blow,
  })
  event('failover', FALLEN_SECONDS + 2, { from: 'n1', to: 'n2', toLsnBytes, wanted })
  const operations = lines
    .toSorted((a, b) => a.timeNs - b.timeNs)
    .map((each, index) => ({ ...each, index }))
  const history = History.from(operations)
  return [judgedAs(writes, operations), evidenceOf(history)]
}

export const usualWrites = [{ before: 9 }, { before: 3 }, { before: 1, lost: true }]

function judgedAs(writes: ShippedRun['writes'] & object, operations: Operation[]): Judged {
  const lost = writes.flatMap(({ lost: isLost }, value) => {
    const row = operations.findIndex(
      (each) => each.process === 0 && each.type === 'ok' && each.value === value,
    )
    const acknowledged = { timeNs: operations[row].timeNs, node: 'n1' }
    return isLost ? [{ element: value, acknowledged, rows: [row, row] }] : []
  })
  const times = lost.map(({ acknowledged: { timeNs } }) => timeNs)
  const lostWindow =
    times.length === 0 ? null : { firstNs: Math.min(...times), lastNs: Math.max(...times) }
  const durability = said(lost.length > 0 ? 'fail' : 'pass', {
    holes: 0,
    seenThenLost: 0,
    lostWindow,
    lostWrites: lost.toSorted((a, b) => a.acknowledged.timeNs - b.acknowledged.timeNs),
  })
  return { acknowledged: writes.length, lost: lost.length, checks: { durability } }
}
