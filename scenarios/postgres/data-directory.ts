import { createHash } from 'node:crypto'
import type { PostgresServer } from './server.ts'

/** An empty database cluster in the node's `data`, whose superuser has the random password of this run. */
export async function createDataDirectory(server: PostgresServer): Promise<void> {
  const { user, password } = server.credentials
  const initdb = [`--username=${user}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C']
  const create = async (folder: string) => {
    await server.run('sh', '-c', makeCluster, 'sh', folder, password, ...initdb)
  }
  const made = createHash('sha256').update(makeCluster + initdb.join(' '))
  const template = await server.node.kept?.(`cluster-${made.digest('hex').slice(0, 12)}`, create)
  if (template === undefined) return create('data')
  const change = `ALTER ROLE "${user}" PASSWORD '${password}'`
  await server.run('sh', '-c', copyCluster, 'sh', template, change)
}

const makeCluster = `set -e; umask 077; folder=$1; printf %s "$2" > password; shift 2
initdb --pgdata="$folder" --pwfile=password "$@" --no-sync --no-instructions
for database in all replication; do
  echo "host $database all samenet scram-sha-256" >> "$folder/pg_hba.conf"
done
echo "include 'splitbrain.conf'" >> "$folder/postgresql.conf"
touch "$folder/splitbrain.conf"`

// A copy takes a tenth of initdb's second or two. It has the password of the run that made the template, and no
// server may ever listen with that.
const copyCluster = `set -e; cp -a "$1" data
printf '%s\\n' "$2" | postgres --single -D data -c fsync=off postgres`
