import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from './connection.ts'
import { openSession, type Core, type UnderWay } from './core.ts'

const PAUSE_MS = 100
/** A server finds the deadlocks of its own in half of it. */
const PATIENCE_MS = 100

type Waits = Map<UnderWay, Set<UnderWay>>

/** Finds, again and again, transactions that wait for each other on different servers, and has the youngest give way. */
export async function watchDeadlocks(core: Core): Promise<never> {
  for (;;) {
    await sleep(PAUSE_MS)
    const waiting = [...core.active.values()].filter(({ asking }) => isSlow(asking?.since))
    if (waiting.length > 1) await breakOne(core, waiting).catch(() => {})
  }
}

function isSlow(since = Infinity): boolean {
  return performance.now() - since > PATIENCE_MS
}

async function breakOne(core: Core, waiting: readonly UnderWay[]): Promise<void> {
  const byServer = Map.groupBy(waiting, ({ asking }) => asking?.server)
  const waits: Waits = new Map()
  for (const [server, some] of byServer)
    if (server !== undefined) await addWaits(core, server, some, waits)
  const circle = circleIn(waits)
  if (circle === undefined) return
  const victim = circle.reduce((a, b) => (b.number > a.number ? b : a))
  const { asking } = victim
  if (asking === undefined) return
  victim.isDoomed = true
  const connection = await openSession(core.config, asking.server)
  await connection
    .query('SELECT pg_cancel_backend($1::integer)', [asking.pid])
    .finally(() => connection.close())
  core.tell(`deadlock of ${circle.map(({ gid }) => gid).join(', ')}: ${victim.gid} gives way`)
}

/** As the server tells it; whoever is prepared waits for nobody, and has no process to be told. */
async function addWaits(
  core: Core,
  server: Server,
  waiting: readonly UnderWay[],
  waits: Waits,
): Promise<void> {
  const pids = waiting.map(({ asking }) => asking?.pid).filter((pid) => pid !== undefined)
  const connection = await openSession(core.config, server)
  try {
    const { rows } = await connection.query(
      'SELECT pid, unnest(pg_blocking_pids(pid)) FROM unnest($1::integer[]) AS pid',
      [`{${pids.join(',')}}`],
    )
    const all = [...core.active.values()]
    const whose = (pid: string | null) => all.find((each) => each.has(server.name, Number(pid)))
    for (const [waiter, blocker] of rows.map(([a, b]) => [whose(a), whose(b)]))
      if (waiter !== undefined && blocker !== undefined)
        waits.set(waiter, (waits.get(waiter) ?? new Set()).add(blocker))
  } finally {
    connection.close()
  }
}

/** UnderWays of which each waits for the next, and the last for the first. */
export function circleIn<T>(waits: ReadonlyMap<T, ReadonlySet<T>>): T[] | undefined {
  const done = new Set<T>()
  const follow = (one: T, path: T[]): T[] | undefined => {
    const at = path.indexOf(one)
    if (at >= 0) return path.slice(at)
    if (done.has(one)) return undefined
    for (const next of waits.get(one) ?? []) {
      const circle = follow(next, [...path, one])
      if (circle !== undefined) return circle
    }
    done.add(one)
    return undefined
  }
  for (const one of waits.keys()) {
    const circle = follow(one, [])
    if (circle !== undefined) return circle
  }
  return undefined
}
