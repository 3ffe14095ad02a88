import { runOn } from '../../../runner/runtimes/run-on.ts'
import { CLOCK_FILE, LIKE_ALL } from './own-clock.ts'
import type { PostgresServer } from './server.ts'

// In one piece, for whoever reads half of it would have another time altogether.
const write = `echo "$1" > ${CLOCK_FILE}.next && mv ${CLOCK_FILE}.next ${CLOCK_FILE}`

const uptime = `SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float AS seconds`

/** From now on a server's clock is so many seconds off, and runs so many times as fast. */
export async function setClock(
  server: PostgresServer,
  { jump, rate }: { jump: number; rate: number },
): Promise<void> {
  // It runs at that rate since the server was started, which would be a jump of its own.
  const [{ seconds }] = await server.query<{ seconds: number }>(uptime)
  const offset = jump + seconds * (1 - rate)
  await writeClock(server, `${offset < 0 ? '-' : '+'}${Math.abs(offset).toFixed(3)} x${rate}`)
}

/** It runs as everybody else's. */
export function resetClock(server: PostgresServer): Promise<void> {
  return writeClock(server, LIKE_ALL)
}

async function writeClock({ node }: PostgresServer, line: string): Promise<void> {
  await node.boot()
  await runOn(node, ['sh', '-c', write, 'sh', line])
}

/** Between how many and how many seconds a server's clock is before that of its node: asking takes a moment. */
export interface Skew {
  least: number
  most: number
}

export async function skewOf(server: PostgresServer): Promise<Skew> {
  const time = async () => Number(await runOn(server.node, ['date', '+%s.%N']))
  const text = 'SELECT extract(epoch FROM clock_timestamp())::float AS now'
  const before = await time()
  const [{ now }] = await server.query<{ now: number }>(text)
  return { least: now - (await time()), most: now - before }
}

/** Whether it surely was another one at the one moment than at the other. */
export function isOther(a: Skew, b: Skew): boolean {
  return a.least > b.most || b.least > a.most
}
