import { randomBytes } from 'node:crypto'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import { newSecret } from '../../../runner/secrets.ts'
import type { Credentials } from './connect.ts'
import { verifierOf } from './roles.ts'
import type { PostgresServer } from './server.ts'

/** Who only looks whether a server is there and what it is, and has no rights there. */
export function makeWatcher(): Credentials {
  return { user: 'watcher', password: newSecret(), database: 'postgres' }
}

/** Lets it in by its password as it is, for whoever can answer no question with it; all that are copied from these do so too. */
export async function admitWatcher(
  primary: PostgresServer,
  standbys: readonly PostgresServer[],
  { user, password, database }: Credentials,
): Promise<void> {
  const verifier = verifierOf(password, randomBytes(16), ITERATIONS)
  await primary.query(`CREATE ROLE "${user}" LOGIN PASSWORD '${verifier}'`)
  // The first line that fits decides.
  const line = `host ${database} ${user} samenet password\n`
  for (const server of [primary, ...standbys]) {
    const others = await runOn(server.node, ['cat', RULES])
    await server.write(RULES, line + others)
    await server.query('SELECT pg_reload_conf()')
  }
}

/** It is proved several times a second, and nobody finds a secret of the run's by trying. */
const ITERATIONS = 1

const RULES = 'data/pg_hba.conf'
