import { createHash } from 'node:crypto'
import { statementsFor } from './roles.ts'
import type { PostgresServer } from './server.ts'

/** An empty database cluster in the node's `data`, with the roles and the random passwords of this run. */
export async function createDataDirectory(server: PostgresServer): Promise<void> {
  const { user } = server.roles.administrator
  const initdb = [`--username=${user}`, '--auth=reject', '--encoding=UTF8', '--locale=C']
  const create = async (folder: string) => {
    await server.run(['sh', '-c', makeCluster, 'sh', folder, ...initdb])
  }
  const made = createHash('sha256').update(makeCluster + initdb.join(' '))
  const template = await server.node.kept?.(`cluster-${made.digest('hex').slice(0, 12)}`, create)
  // A copy takes a tenth of initdb's second or two.
  if (template === undefined) await create('data')
  else await server.run(['cp', '-a', template, 'data'])
  const alone = ['postgres', '--single', '-D', 'data', '-c', 'fsync=off', 'postgres']
  await server.run(alone, statementsFor(server.roles))
}

// Nobody has a password in it yet, so that nobody can log in to a server of it.
const makeCluster = `set -e; umask 077; folder=$1; shift
initdb --pgdata="$folder" "$@" --no-sync --no-instructions
for database in all replication; do
  echo "host $database all samenet scram-sha-256"
done > "$folder/pg_hba.conf"
echo "include 'splitbrain.conf'" >> "$folder/postgresql.conf"
touch "$folder/splitbrain.conf"`
