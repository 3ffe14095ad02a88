import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

/** A primary waits for standbys that don't answer until it gives them up. */
const LIMIT_SECONDS = 20

export const shutdownModes = ['fast', 'immediate'] as const
export type ShutdownMode = (typeof shutdownModes)[number]

/** Ends a server by its own program and starts it again; returns when it answers. */
export async function restart(server: PostgresServer, mode: ShutdownMode): Promise<void> {
  await shutDown(server, mode)
  await server.start()
}

/** Ends a server by its own program; after an immediate end it recovers from its WAL when it starts again. */
export async function shutDown(server: PostgresServer, mode: ShutdownMode): Promise<void> {
  server.disconnect()
  const how = [`--mode=${mode}`, `--timeout=${LIMIT_SECONDS}`]
  await runOn(server.node, ['pg_ctl', 'stop', '--pgdata=data', '--silent', ...how])
}

/** Tells a server to end once nobody has a session any more, and waits for nobody: new sessions are refused. */
export async function shutDownSmart({ node }: PostgresServer): Promise<void> {
  await runOn(node, ['pg_ctl', 'stop', '--pgdata=data', '--silent', '--mode=smart', '--no-wait'])
}

/** A server's first process and when it began, as its own lock file has it: of one that takes no queries too. */
export async function firstProcess({ node }: PostgresServer): Promise<string> {
  const lines = (await runOn(node, ['head', '-n', '3', 'data/postmaster.pid'])).split('\n')
  return `${lines[0]} since ${lines[2]}`
}
