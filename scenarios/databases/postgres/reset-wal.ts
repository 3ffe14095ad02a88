import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

/** Throws away all WAL of a server that is down, whatever of it had not come to its tables yet. */
export async function resetWal({ node }: PostgresServer): Promise<void> {
  await node.boot()
  // As a server's start does, for it may stand for another process by now.
  await runOn(node, ['rm', '-f', 'data/postmaster.pid'])
  await runOn(node, ['pg_resetwal', '--force', 'data'])
}
