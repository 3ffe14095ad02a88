import { acknowledgedWrites } from '../checkers/availability/acknowledged.ts'
import { faultCalls, outcome } from '../checkers/availability/calls.ts'
import { faultSpans } from '../checkers/availability/faults.ts'
import { OK, type History } from '../history/history.ts'

/** The fault that is a planned change of the primary. */
export const SWITCHOVER = 'switchover'

/** What a primary held just before it was struck, asked past every link. */
export interface Held {
  node: string
  /** Commits of clients whose answers only the wait for a standby held back. */
  waiting: number
  /** Its last position in WAL. */
  lsnBytes: number
  /** Where it ships finished segments to an archive. */
  shipping?: Shipping
  /** Until when it reached the other nodes: when it was struck, or when it lost them before. */
  reachedNs?: number
  struckNs?: number
}

/** What a primary says of its own shipping. */
export interface Shipping {
  /** Up to where all has been shipped. */
  shippedLsnBytes: number
  /** Finished segments that have not been shipped yet, and for how long the first of them has waited; whole seconds, rounded up. */
  waitingSegments: number
  waitingSeconds: number
}

/** The segment that a new primary would have gone on with, and what its archive had of it and of those after it. */
export interface Wanted {
  segment: string
  isThere: boolean
  later: number
}

/** What a server said of the data that it found as it started. */
export interface Recovery {
  /** The telling lines of its log, as they stand there. */
  said: string[]
  /** Whether it took them for those of a server that had crashed. */
  asAfterACrash: boolean
  /** How much of WAL it replayed. */
  redoneBytes: number
}

/** A start on the very data of another server. */
export interface Takeover extends Recovery {
  /** Whether the other one was still there once this one answered. */
  oldRuns: boolean
  /** Whether it lived until it was fenced. */
  fenced: boolean
}

/** The last copy of the old primary's files that a new one had: how many had come before, and when its making began before the failover. */
export interface LastMirror {
  number: number
  received: number
  ageSeconds: number
  /** Where a disk is mirrored as it is written, what the old primary's said last of that: `connected`, `degraded`. */
  said?: string
}

/** How far behind the new primary was: that many seconds before the failover the old one was asked last for a position that the new one has had. */
export interface Lag {
  seconds: number
}

/** A failover that came to its end, and what is known of the old primary. */
export interface Failover {
  from: string
  to: string
  startRow: number
  endRow: number
  /** Up to where the new primary had received what was written. */
  toLsnBytes?: number
  /** How much of what the old primary held as it fell the new one had not; absent where either is not known. */
  walBytesBeyond?: number
  /** How much the old primary wrote before it was seen last, in the time of which a manager may know nothing. */
  writtenBytes?: number
  /** Where it gets what was written from an archive. */
  wanted?: Wanted
  /** Where the new primary has the old one's own data. */
  takeover?: Takeover
  /** Where it takes over with a copy of the old primary's files. */
  mirror?: LastMirror
  /** Where it was told by the old primary's own positions. */
  lag?: Lag
  /** Where the blow before this failover was recorded with it. */
  held?: Held
}

/** Where the old primary's WAL ended, and what the new one had of it. */
export interface Switchover {
  from: string
  fromLsnBytes: number
  /** Absent where no standby had all of it, so that the old primary went on. */
  to?: string
  toLsnBytes?: number
}

/** A planned switchover, done or called off. */
export interface PlannedSwitch extends Switchover {
  startRow: number
  endRow: number
}

/** How commits were answered at a moment, as the servers said. */
export interface Mode {
  node: string
  timeNs: number
  settings: Record<string, string>
  /** By the standby's name, in the server's own words: `async`, `sync`, `quorum`, `potential`. */
  standbys: Record<string, string>
}

/** What a run's events prove beside what its clients were answered. */
export interface Evidence {
  history: History
  failovers: Failover[]
  switchovers: PlannedSwitch[]
  /** Each change of mode that was noticed, the first one at the beginning. */
  modes: Mode[]
}

export function evidenceOf(history: History): Evidence {
  const failovers: Failover[] = []
  const switchovers: PlannedSwitch[] = []
  const modes: Mode[] = []
  const blows = new Map<string, Blow>()
  const spans = new Map(faultSpans(history).map((span) => [span.startRow, span]))
  faultCalls(history, (startRow, endRow) => {
    const name = history.names[history.f[startRow]]
    const value = (history.value[Math.max(startRow, endRow)] ?? {}) as Record<string, unknown>
    const before = value.before as Held | undefined
    if (before !== undefined)
      blows.set(before.node, {
        held: { ...before, ...timesOf(value) },
        inForceRow: Math.max(startRow, endRow),
        undoneNs: spans.get(startRow)?.endNs ?? Infinity,
        isCutOff: value.lost !== undefined,
      })
    if (outcome(history, endRow) !== OK) return
    if (name === 'failover') {
      const found = { ...value, startRow, endRow } as unknown as Failover
      const blow = blows.get(found.from)
      const fell = blow !== undefined && !cameBack(history, blow, found)
      const held = fell ? blow.held : undefined
      failovers.push({ ...found, held, ...beyond(held, found) })
      blows.delete(found.from)
    }
    if (name === SWITCHOVER)
      switchovers.push({ ...(value as unknown as Switchover), startRow, endRow })
    if (name === 'mode')
      modes.push({ ...(value as unknown as Mode), timeNs: history.timeNs[startRow] })
  })
  return { history, failovers, switchovers, modes }
}

/** Each time that another node became the primary, in order. */
export function changesOf({ failovers, switchovers }: Evidence): (Failover | PlannedSwitch)[] {
  const done = switchovers.filter(({ to }) => to !== undefined)
  return [...failovers, ...done].toSorted((a, b) => a.startRow - b.startRow)
}

/** Who was the primary when a row came, by the changes before it; `first` is whoever was to begin with. */
export function primaryBefore(
  row: number,
  changes: readonly (Failover | PlannedSwitch)[],
  first: string,
): string {
  return changes.findLast(({ endRow }) => endRow < row)?.to ?? first
}

function beyond(held: Held | undefined, { toLsnBytes }: Failover) {
  if (held === undefined || toLsnBytes === undefined) return {}
  return { walBytesBeyond: Math.max(0, held.lsnBytes - toLsnBytes) }
}

/** What a primary held when it was struck, and what tells whether it was itself again after that. */
interface Blow {
  held: Held
  inForceRow: number
  undoneNs: number
  /** Nobody else heard it any more, whomever it answered. */
  isCutOff: boolean
}

/** Whether a primary went on after a blow and before it was replaced: then nobody knows what it held in the end. */
function cameBack(
  history: History,
  { inForceRow, undoneNs, isCutOff }: Blow,
  { from, startRow }: Failover,
): boolean {
  if (undoneNs < history.timeNs[startRow]) return true
  const isOf = (row: number) =>
    history.pair[row] > inForceRow && row < startRow && history.nodes[history.node[row]] === from
  return !isCutOff && acknowledgedWrites(history).some(isOf)
}

function timesOf({
  cutAtNs,
  struckAtNs,
}: Record<string, unknown>): Pick<Held, 'reachedNs' | 'struckNs'> {
  return { reachedNs: (cutAtNs ?? struckAtNs) as number, struckNs: struckAtNs as number }
}
