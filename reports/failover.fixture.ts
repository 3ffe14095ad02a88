import { availability } from '../checkers/availability/availability.ts'
import { durability } from '../checkers/durability/durability.ts'
import { latency } from '../checkers/latency/latency.ts'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import type { ClaimResult, LinkState, NodeState, RunResults } from '../runner/results.ts'

export interface FailoverRun {
  results: RunResults
  history: History
  states: NodeState[]
  links: LinkState[]
}

type Line = Omit<Operation, 'index'>

const S = 1e9
/** The phases and the run's clock begin with the start of the nodes; what follows is told from the load's beginning. */
const LOAD_BEGINS = 3.2
const CUT = 8.1
const KILL = 9.4
const BACK = 12.4
const LOAD_ENDS = 26

const SEED = 42

let made: FailoverRun | undefined

/**
 * A run as the real thing would record it: eight clients add to a set, the replication is cut, the primary is
 * killed, a standby is promoted, the clients go on. Made up from a seed, judged by the real checkers. Everybody gets
 * the same one, and must leave it as it is.
 */
export const failoverRun = (): FailoverRun => (made ??= makeRun())

function makeRun(): FailoverRun {
  const random = randomOf(SEED)
  const lines = [...faults()]
  const clients = { next: 8, element: 0, kept: [] as number[] }
  for (let client = 0; client < 8; client++) lines.push(...clientLines(client, clients, random))
  for (const [i, node] of ['n2', 'n3'].entries()) {
    const read = { process: 5000 + i, f: 'read', node }
    lines.push({ ...read, type: 'invoke', value: null, timeNs: (27 + i) * S })
    lines.push({ ...read, type: 'ok', value: clients.kept, timeNs: (27.4 + i) * S })
  }
  const ordered = lines.toSorted((a, b) => a.timeNs - b.timeNs)
  const history = History.from(
    ordered.map((line, index) => ({
      index,
      ...line,
      timeNs: Math.round(line.timeNs + LOAD_BEGINS * S),
    })),
  )
  return {
    history,
    states: statesOf(),
    links: linksOf(),
    results: resultsOf(history),
  }
}

function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}

function* faults(): Generator<Line> {
  const event = (f: string, from: number, to: number, value: unknown): Line[] => [
    { process: 'fault', f, type: 'invoke', value, timeNs: from * S },
    { process: 'fault', f, type: 'ok', value, timeNs: to * S },
  ]
  yield* event('cut-replication', 8, CUT, { nodes: ['n2', 'n3'] })
  yield* event('kill-primary', 9.38, KILL, { nodes: ['n1'] })
  yield* event('detect', 10.9, 10.902, { node: 'n1' })
  yield* event('fence', 10.91, 11.04, { node: 'n1' })
  yield* event('failover', 11.05, 12.31, {
    from: 'n1',
    to: 'n2',
    fromLsnBytes: 86_008_000,
    toLsnBytes: 85_592_000,
  })
  yield* event('undo cut-replication', 20, 20.02, { nodes: ['n2', 'n3'] })
  const effect = { took: true, by: { processesGone: 9 } }
  yield* event('undo kill-primary', 22, 23.2, { nodes: ['n1'], effect })
}

interface Clients {
  next: number
  element: number
  kept: number[]
}

/** One client's closed loop; whoever gets no answer retires, and a new process takes the place. */
function* clientLines(client: number, clients: Clients, random: () => number): Generator<Line> {
  let process = client
  let at = client * 0.003
  while (at < LOAD_ENDS) {
    const value = clients.element++
    const node = at < BACK ? 'n1' : 'n2'
    const start: Line = { process, f: 'add', type: 'invoke', value, node, timeNs: at * S }
    yield start
    const took = service(at, random)
    if (at >= KILL && at < BACK) {
      at += 0.0004 + random() * 0.001
      yield { ...start, type: 'fail', timeNs: at * S, error: 'connect ECONNREFUSED 127.0.0.1:5432' }
      at += 0.1 + random() * 0.02
    } else if (at < KILL && at + took >= KILL) {
      at = KILL + random() * 0.004
      yield { ...start, type: 'info', timeNs: at * S, error: 'read ECONNRESET' }
      process = clients.next++
    } else {
      at += took
      yield { ...start, type: 'ok', timeNs: at * S }
      if (at < CUT || at >= BACK) clients.kept.push(value)
    }
    at += 0.012 + random() * 0.004
  }
}

function service(at: number, random: () => number): number {
  const tail = 1 / (1 - 0.985 * random())
  const cold = at >= BACK && at < BACK + 2 ? 4 : 1
  return 0.0016 * cold * (0.7 + 0.5 * random() + 0.25 * tail)
}

function statesOf(): NodeState[] {
  return Array.from({ length: 30 }, (_, second) => second).flatMap((second) => {
    const lsnBytes =
      83_000_000 + Math.min(second, 9.4) * 320_000 + Math.max(0, second - 12) * 300_000
    const cut = second > 8 && second < 12
    const lagBytes = cut ? Math.round(Math.min(second - 8.1, 1.3) * 320_000) : 4096
    const standby = { role: 'standby', lsnBytes: lsnBytes - lagBytes, lagBytes } as const
    return [
      {
        node: 'n1',
        ...(second < 9.4
          ? { role: 'primary' as const, lsnBytes }
          : second < 23.3
            ? { role: 'down' as const }
            : standby),
      },
      { node: 'n2', ...(second < 12 ? standby : { role: 'primary' as const, lsnBytes }) },
      { node: 'n3', ...standby },
    ].map((state): NodeState => ({ timeNs: Math.round((second + LOAD_BEGINS) * S), ...state }))
  })
}

function linksOf(): LinkState[] {
  return Array.from({ length: 30 }, (_, second) => second).flatMap((second) =>
    ['n2-to-n1', 'clients-to-n1'].map((link) => ({
      timeNs: Math.round((second + LOAD_BEGINS) * S),
      link,
      effects: link === 'n2-to-n1' && second > 8 && second < 12 ? ['cut'] : [],
      upstreamBytes: second * 1000,
      downstreamBytes: second * 9000,
    })),
  )
}

function resultsOf(history: History): RunResults {
  const kept = durability().check(history, {})
  const available = availability().check(history, {})
  const options = { sync: 'async', standbys: 2, concurrency: 8, timeLimitSeconds: 26 }
  return {
    run: {
      id: `20260314-092653-${SEED}`,
      scenario: 'hot-standby',
      runtime: 'embedded',
      workload: 'set',
      faults: ['cut-replication', 'kill-primary'],
      seed: SEED,
      command: `npx splitbrain run hot-standby --runtime embedded --sync async --workload set --time-limit 26 --seed ${SEED}`,
      options,
      versions: { splitbrain: '0.1.0', postgresql: '18.4', node: '24.21.0' },
      machine: {
        os: 'linux',
        arch: 'x64',
        cpu: 'Example CPU at 3.1 GHz',
        cores: 2,
        memoryBytes: 24 * 2 ** 30,
      },
      startedAt: '2026-03-14T09:26:53.589Z',
    },
    verdict: 'pass',
    acknowledged: kept.acknowledged,
    lost: kept.lost,
    rtoSeconds: available.faults.at(-1)!.rtoSeconds,
    outageSeconds: available.faults.at(-1)!.outageSeconds,
    findings: [],
    claims: [claimOf(kept.acknowledged, kept.lost ?? 0)],
    checks: { durability: kept, availability: available, latency: latency().check(history, {}) },
    phases: [
      { name: 'start', startNs: 0, endNs: 2.8 * S },
      { name: 'set up', startNs: 2.8 * S, endNs: LOAD_BEGINS * S },
      { name: 'load and faults', startNs: LOAD_BEGINS * S, endNs: 29.2 * S },
      { name: 'recover', startNs: 29.2 * S, endNs: 30.2 * S },
      { name: 'final reads', startNs: 30.2 * S, endNs: 31.6 * S },
      { name: 'stop', startNs: 31.6 * S, endNs: 32.2 * S },
    ],
  }
}

function claimOf(acknowledged: number, lost: number): ClaimResult {
  return {
    id: 'async-may-lose',
    sentence: 'some transactions might be lost in the switch to a backup server',
    source: 'PostgreSQL 18 manual, chapter “High Availability, Load Balancing, and Replication”',
    verdict: 'holds',
    reason: `${lost} of ${acknowledged} acknowledged writes are missing after the failover, all of them written last.`,
  }
}
