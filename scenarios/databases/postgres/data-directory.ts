import { createHash } from 'node:crypto'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { statementsFor, type Roles } from './roles.ts'
import { singleUser } from './single-user.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'

export const MEGABYTE = 2 ** 20

/** What is decided of a database cluster once, as it is made. */
export interface Format {
  /** How large a file of WAL is. */
  segmentMegabytes: number
  /** Whether each page of a table or an index has a checksum. */
  checksums: boolean
}

/** An empty database cluster in the node's `data`, with the roles and the random passwords of this run. */
export async function createDataDirectory(
  node: Node,
  roles: Roles,
  { segmentMegabytes, checksums }: Format,
): Promise<void> {
  const { user } = roles.administrator
  const initdb = [
    `--username=${user}`,
    '--auth=reject',
    '--encoding=UTF8',
    '--locale=C',
    ...(checksums ? ['--data-checksums'] : []),
    `--wal-segsize=${segmentMegabytes}`,
  ]
  const create = async (folder: string) => {
    await runOn(node, ['sh', '-c', makeCluster, 'sh', folder, ...initdb])
  }
  const made = createHash('sha256').update(makeCluster + initdb.join(' '))
  const template = await node.kept?.(`cluster-${made.digest('hex').slice(0, 12)}`, create)
  // A copy takes a tenth of initdb's second or two.
  if (template === undefined) await create('data')
  else await runOn(node, ['cp', '-a', `${template}/.`, 'data'])
  const statements = statementsFor(roles) + inspectable
  await runOn(node, ['sh', '-c', `${named} named "$@"`, 'sh', ...singleUser()], statements)
}

/** What looks at a node afterwards, and into its pages meanwhile, must be there before it is cloned, where clients can't put anything in its place. */
const inspectable = ['amcheck', 'pageinspect']
  .map((name) => `CREATE EXTENSION ${name} SCHEMA pg_catalog\n`)
  .join('')

// These two programs, unlike the server, want a name for their user id, as containers' users often have none. A user
// namespace lends it one.
const named = `named() {
  lend='unshare --user --map-user=nobody'
  if id -un > /dev/null 2>&1; then "$@"
  elif $lend true 2> /dev/null; then $lend "$@"
  else
    echo "user id $(id -u) has no name, which initdb wants, and may make no user namespace that lends it one:" \
      'add it to /etc/passwd, or use --runtime docker'
    return 1
  fi
}
`

// Nobody has a password in it yet, so that nobody can log in to a server of it.
const makeCluster = `${named} set -e; umask 077; folder=$1; shift
# They are the default since PostgreSQL 18, which is the first to know how to do without.
case " $* " in *" --data-checksums "*) ;; *)
  ! initdb --help | grep -q -e --no-data-checksums || set -- "$@" --no-data-checksums
esac
named initdb --pgdata="$folder" "$@" --no-sync --no-instructions
for database in all replication; do
  echo "host $database all samenet scram-sha-256"
done > "$folder/pg_hba.conf"
echo "include 'splitbrain.conf'" >> "$folder/postgresql.conf"
touch "$folder/splitbrain.conf"`
