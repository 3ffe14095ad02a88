import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

/** A primary waits for standbys that don't answer until it gives them up. */
const LIMIT_SECONDS = 20

/** Ends a server by its own program and starts it again; returns when it answers. */
export async function restart(server: PostgresServer, mode: 'fast' | 'immediate'): Promise<void> {
  server.disconnect()
  const how = [`--mode=${mode}`, `--timeout=${LIMIT_SECONDS}`]
  await runOn(server.node, ['pg_ctl', 'stop', '--pgdata=data', '--silent', ...how])
  await server.start()
}

/** Tells a server to end once nobody has a session any more, and waits for nobody: new sessions are refused. */
export async function shutDownSmart({ node }: PostgresServer): Promise<void> {
  await runOn(node, ['pg_ctl', 'stop', '--pgdata=data', '--silent', '--mode=smart', '--no-wait'])
}

/** In seconds, by the clock of the server. */
export async function startedAt(server: PostgresServer): Promise<number> {
  const text = 'SELECT extract(epoch FROM pg_postmaster_start_time())::float AS at'
  const [{ at }] = await server.query<{ at: number }>(text)
  return at
}
