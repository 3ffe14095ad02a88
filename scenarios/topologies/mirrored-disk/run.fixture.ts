import { History } from '../../../history/history.ts'
import type { Operation } from '../../../history/operation.ts'
import type { Judged } from '../../../runner/claim.ts'
import { evidenceOf, type Evidence } from '../../../runner/evidence.ts'
import { said } from '../../claims/judged.fixture.ts'

const FALLEN_SECONDS = 20
const TAKEOVER_SECONDS = FALLEN_SECONDS + 1

/** A run whose primary was killed after 20 s, and whose standby was told to take over a second later. */
export interface MirroredRun {
  /** When writes were acknowledged, in seconds before the primary fell, and which of these were lost. */
  writes?: { before: number; lost?: boolean }[]
  /** When the last mirror was begun, in seconds before the primary fell. */
  mirrorBefore?: number
  /** What the standby's server said that did not take over. */
  refused?: string
  /** What the server's tools found. */
  found?: string
  /** What else was done, at so many seconds before the primary fell, and for how many seconds. */
  beside?: { f: string; at: number; lastingSeconds: number }
  settings?: Record<string, string>
  /** What the primary's disk said last of its mirror, where it is one of a device. */
  said?: string
  /** How much of WAL the standby's server replayed. */
  redoneBytes?: number
}

const inForce = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }
const usualWrites = [{ before: 9 }, { before: 3 }, { before: 0.5, lost: true }]

/** As claims see it, and what the checkers found. */
export function mirroredRun(run: MirroredRun): [Judged, Evidence] {
  const { writes = usualWrites, mirrorBefore = 1, refused, beside } = run
  const lines: Omit<Operation, 'index'>[] = []
  const event = (f: string, seconds: number, value: object, more: Partial<Operation> = {}) => {
    const { kind } = more
    const about = { process: 'fault' as const, f, kind, value, timeNs: seconds * 1e9 }
    lines.push({ ...about, type: 'invoke' }, { ...about, type: 'ok', ...more })
  }
  const settings = { ...inForce, ...run.settings }
  event('mode', 0, { node: 'n1', settings, standbys: {} }, { kind: 'observed' })
  for (const [value, { before }] of writes.entries())
    for (const type of ['invoke', 'ok'] as const)
      lines.push({
        process: 0,
        type,
        f: 'add',
        value,
        node: 'n1',
        timeNs: (FALLEN_SECONDS - before) * 1e9,
      })
  if (beside !== undefined) {
    event(beside.f, FALLEN_SECONDS - beside.at, { nodes: ['n2'] })
    event(`undo ${beside.f}`, FALLEN_SECONDS - beside.at + beside.lastingSeconds, { nodes: ['n2'] })
  }
  const before = { node: 'n1', waiting: 0, lsnBytes: 1000 }
  event('kill-primary', FALLEN_SECONDS, { nodes: ['n1'], struckAtNs: FALLEN_SECONDS * 1e9, before })
  const ageSeconds = mirrorBefore + TAKEOVER_SECONDS - FALLEN_SECONDS
  const mirror = { number: 7, received: 7, ageSeconds, said: run.said }
  const takeover = { redoneBytes: run.redoneBytes ?? 4096 }
  if (refused === undefined)
    event('failover', TAKEOVER_SECONDS, { from: 'n1', to: 'n2', toLsnBytes: 900, mirror, takeover })
  else event('failover', TAKEOVER_SECONDS, { from: 'n1' }, { type: 'info', error: refused })
  const operations = lines
    .toSorted((a, b) => a.timeNs - b.timeNs)
    .map((each, index) => ({ ...each, index }))
  return [judgedAs(run, writes, operations), evidenceOf(History.from(operations))]
}

function judgedAs(
  { found }: MirroredRun,
  writes: NonNullable<MirroredRun['writes']>,
  operations: Operation[],
): Judged {
  const lostWrites = writes
    .flatMap(({ lost }, value) => {
      const row = operations.findIndex(
        (each) => each.process === 0 && each.type === 'ok' && each.value === value,
      )
      const acknowledged = { timeNs: operations[row].timeNs, node: 'n1' }
      return lost ? [{ element: value, acknowledged, rows: [row, row] }] : []
    })
    .toSorted((a, b) => a.acknowledged.timeNs - b.acknowledged.timeNs)
  const lost = lostWrites.length
  const more = { holes: 0, seenThenLost: 0, lostWindow: null, lostWrites }
  const durability = said(lost > 0 ? 'fail' : 'pass', more)
  const inspections = [
    { tool: 'amcheck', node: 'n2', findings: [found].flatMap((each) => each ?? []) },
  ]
  const integrity = said(found === undefined ? 'pass' : 'fail', { inspections }, 'corruption')
  return { acknowledged: writes.length, lost, checks: { durability, integrity } }
}
