import type { Operation, OpType } from '../../history/operation.ts'
import type { MicroOp } from './transaction.ts'

/**
 * Databases small enough to be sure of, to make histories whose isolation is known:
 * `serial` runs each transaction at once as it commits (strict serializable); `si` reads a snapshot taken at its
 * beginning and aborts if a key it writes was written since (strong snapshot isolation); `stale-si` does so with a
 * snapshot that may be older (snapshot isolation); `fork` has two replicas that learn of each other's commits late
 * (parallel snapshot isolation); `prefix` reads a snapshot that may be older and lets updates get lost; `committed`
 * reads whatever is committed at that moment (read committed); `dirty` reads and writes in place, and what an
 * aborted transaction wrote stays.
 */
export const databases = [
  'serial',
  'si',
  'stale-si',
  'fork',
  'prefix',
  'committed',
  'dirty',
] as const
export type Database = (typeof databases)[number]

export interface Simulation {
  database: Database
  transactions: number
  /** A whole number below `below`: the only source of chance. */
  random: (below: number) => number
  processes?: number
  /** Keys in use at a time; a key gives way to a new one when it was written `writesPerKey` times. */
  keys?: number
  writesPerKey?: number
  /** Micro-operations of a transaction, at most. */
  longest?: number
  /** Registers instead of lists. */
  registers?: boolean
  /** Of a hundred transactions, how many end in `info`, half of them having happened. */
  lostAnswers?: number
}

/** How many commits of each replica are seen. */
type Snapshot = [number, number]

interface Version {
  replica: 0 | 1
  /** Its number among its replica's commits. */
  commit: number
  value: unknown
}

interface Running {
  process: number
  ops: MicroOp[]
  reads: unknown[]
  replica: 0 | 1
  snapshot: Snapshot
  /** Keys that it read after writing them, with what it knew then: it has shown a state that must come about. */
  shown: { key: unknown; snapshot: Snapshot }[]
  /** Whether it can commit only if no version of what it writes is missing from its snapshot. */
  checked: boolean
}

/** The operations of a run against a simulated database; processes take turns at random. */
export function* simulate(simulation: Simulation): Generator<Operation> {
  const { random, processes = 5, lostAnswers = 0 } = simulation
  const nextOps = transactionMaker(simulation)
  const store = new Store(simulation)
  const slots: (Running | number)[] = Array.from({ length: processes }, (_, i) => i)
  let unused = processes
  let toStart = simulation.transactions
  let open = 0
  let index = 0
  const line = (process: number, type: OpType, value: MicroOp[]): Operation => {
    const timeNs = index * 1000
    return { index: index++, process, type, f: 'txn', value, timeNs }
  }
  while (toStart > 0 || open > 0) {
    const slot = random(processes)
    const running = slots[slot]
    if (typeof running === 'number') {
      if (toStart === 0) continue
      toStart--
      open++
      const ops = nextOps()
      slots[slot] = store.begin(running, ops)
      yield line(running, 'invoke', ops)
      continue
    }
    if (store.step(running)) continue
    open--
    const lost = random(100) < lostAnswers
    const committed = (!lost || random(2) === 0) && store.commit(running)
    slots[slot] = lost ? unused++ : running.process
    if (lost) yield line(running.process, 'info', running.ops)
    else if (committed) yield line(running.process, 'ok', answered(running))
    else yield line(running.process, 'fail', running.ops)
  }
}

function answered({ ops, reads }: Running): MicroOp[] {
  return ops.map((op, i) => (op[0] === 'r' ? ['r', op[1], reads[i]] : op))
}

/** Random transactions; every value written to a key is one higher than the last. */
function transactionMaker(simulation: Simulation): () => MicroOp[] {
  const { random, keys = 3, writesPerKey = 32, longest = 4, registers = false } = simulation
  const active = Array.from({ length: keys }, (_, key) => ({ key, next: 1 }))
  let unused = keys
  return () =>
    Array.from({ length: 1 + random(longest) }, (): MicroOp => {
      const slot = random(keys)
      if (random(2) === 0) return ['r', active[slot].key, null]
      if (active[slot].next > writesPerKey) active[slot] = { key: unused++, next: 1 }
      return [registers ? 'w' : 'append', active[slot].key, active[slot].next++]
    })
}

class Store {
  private readonly simulation: Simulation
  private readonly versions = new Map<unknown, Version[]>()
  private readonly commits: Snapshot = [0, 0]
  /** What each replica has heard of the other's commits. */
  private readonly heard: Snapshot = [0, 0]

  constructor(simulation: Simulation) {
    this.simulation = simulation
  }

  begin(process: number, ops: MicroOp[]): Running {
    const { database, random } = this.simulation
    const replica = database === 'fork' ? ((process % 2) as 0 | 1) : 0
    const other = replica === 0 ? 1 : 0
    if (database === 'fork')
      this.heard[replica] += random(this.commits[other] - this.heard[replica] + 1)
    const snapshot: Snapshot = [...this.commits]
    if (database === 'fork') snapshot[other] = this.heard[replica]
    if (database === 'stale-si' || database === 'prefix')
      snapshot[0] = Math.max(0, snapshot[0] - random(5))
    const checked = database === 'si' || database === 'stale-si' || database === 'fork'
    return { process, ops, reads: [], replica, snapshot, shown: [], checked }
  }

  /** Does the next micro-operation, if it is done before the commit; false when it is time to commit. */
  step(running: Running): boolean {
    const { database } = this.simulation
    const at = running.reads.length
    if (database === 'serial' || at === running.ops.length) return false
    if (database === 'committed') running.snapshot = [...this.commits]
    const [kind, key, value] = running.ops[at]
    if (database === 'dirty') {
      if (kind !== 'r') this.write(key, value, 0)
      running.reads.push(this.latest(key))
      return true
    }
    running.reads.push(kind === 'r' ? this.read(running, at) : undefined)
    return true
  }

  /** False if it had to be aborted. */
  commit(running: Running): boolean {
    const { database, random } = this.simulation
    const { ops, replica } = running
    if (database === 'dirty') return random(5) > 0
    if (database === 'serial') {
      running.snapshot = [...this.commits]
      running.reads = ops.map((op, at) => (op[0] === 'r' ? this.read(running, at) : undefined))
    }
    const written = running.checked ? ops.filter(([kind]) => kind !== 'r') : []
    if (written.some(([, key]) => !this.isCurrent(key, running.snapshot))) return false
    if (running.shown.some(({ key, snapshot }) => !this.isCurrent(key, snapshot))) return false
    this.commits[replica]++
    for (const [kind, key, value] of ops) if (kind !== 'r') this.write(key, value, replica)
    return true
  }

  private write(key: unknown, value: unknown, replica: 0 | 1): void {
    const versions = this.versions.get(key) ?? []
    if (versions.length === 0) this.versions.set(key, versions)
    const state = this.after(versions.at(-1)?.value, [value])
    versions.push({ replica, commit: this.commits[replica], value: state })
  }

  private latest(key: unknown): unknown {
    return this.after(this.versions.get(key)?.at(-1)?.value, [])
  }

  private read({ ops, snapshot, shown }: Running, at: number): unknown {
    const key = ops[at][1]
    const seen = this.versions.get(key)?.findLast((version) => isSeen(version, snapshot))
    const own = ops.slice(0, at).filter((op) => op[0] !== 'r' && op[1] === key)
    if (own.length > 0) shown.push({ key, snapshot })
    return this.after(
      seen?.value,
      own.map((op) => op[2]),
    )
  }

  private after(state: unknown, written: unknown[]): unknown {
    if (this.simulation.registers) return written.at(-1) ?? state ?? null
    return [...((state ?? []) as unknown[]), ...written]
  }

  private isCurrent(key: unknown, snapshot: Snapshot): boolean {
    const last = this.versions.get(key)?.at(-1)
    return last === undefined || isSeen(last, snapshot)
  }
}

function isSeen({ replica, commit }: Version, snapshot: Snapshot): boolean {
  return commit <= snapshot[replica]
}

/** A repeatable source of chance (xorshift32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
