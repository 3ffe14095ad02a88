import { SplitbrainError } from '../../../history/errors.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { hangUp, type Credentials } from './connect.ts'
import type { PostgresServer } from './server.ts'

/** Classes of SQLSTATE that speak of the server's own data and files: internal errors (corruption) and the system's. */
export const DAMAGE = /^(XX|58)/

interface Relation {
  oid: number
  name: string
  isIndex: boolean
}

/** What is on disk for all: temporary tables are not, nor indexes of tables that lie in parts, and a standby may not look at unlogged ones. */
const relations = `
  SELECT c.oid, c.oid::regclass::text AS name, a.amname = 'btree' AS "isIndex"
  FROM pg_class c JOIN pg_am a ON a.oid = c.relam LEFT JOIN pg_index i ON i.indexrelid = c.oid
  WHERE c.relpersistence = 'p' AND c.relkind <> 'I'
    AND (a.amname = 'heap' OR a.amname = 'btree' AND i.indisvalid AND i.indisready AND i.indislive)`

const heap = `
  SELECT concat_ws(', ', '', 'block ' || blkno, 'offset ' || offnum, 'attribute ' || attnum)
         || ': ' || msg AS finding
  FROM verify_heapam($1::oid::regclass)`
/** Every row must be in the index, and none of what is unique twice. */
const index = 'SELECT bt_index_check($1::oid::regclass, true, true)'

/** Every table and B-tree of the database by the functions of the extension `amcheck`, none of which writes. */
export async function amcheckFunctions(server: PostgresServer): Promise<string[]> {
  const session = await server.connect()
  try {
    const findings: string[] = []
    const { rows } = await session.query<Relation>(relations)
    for (const { oid, name, isIndex } of rows) {
      const subject = isIndex ? `btree index "${name}"` : `heap table "${name}"`
      try {
        // An index has no findings, only errors.
        const said = await session.query<{ finding?: string }>(isIndex ? index : heap, [oid])
        for (const { finding } of said.rows)
          if (finding !== undefined) findings.push(subject + finding)
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        if (code === undefined || !DAMAGE.test(code)) throw error
        findings.push(`${subject}: ${message}`)
      }
    }
    return findings
  } finally {
    hangUp(session)
  }
}

const PASSFILE = 'inspector-passfile'
// Nothing is looked for in a home folder, and the password is gone with the program.
const withPassfile = `umask 077; cat > "$1"; export PGPASSFILE="$PWD/$1" PGSSLMODE=disable PGGSSENCMODE=disable
shift; "$@"; code=$?; rm "$PGPASSFILE"; exit $code`

/** The same by the program that comes with the server, on the node itself. */
export async function pgAmcheck(
  node: Node,
  { user, password, database }: Credentials,
): Promise<string[]> {
  const { host, port } = node.address()
  const place = [`--host=${host}`, `--port=${port}`, `--username=${user}`, '--no-password']
  const amcheck = ['pg_amcheck', ...place, '--heapallindexed', '--checkunique', database]
  const secret = `*:*:*:${user}:${password}\n`
  const { exitCode, output } = await node.exec(
    ['sh', '-c', withPassfile, 'sh', PASSFILE, ...amcheck],
    secret,
  )
  return complaints(exitCode, output)
}

/** It ends with 0 and says nothing, or with 2 and says what is wrong: a line without indent for each thing, then what of it. */
export function complaints(exitCode: number, output: string): string[] {
  const said = output
    .trimEnd()
    .split(/\n(?!\s)/)
    .map((each) => each.replaceAll(/\s+/g, ' ').trim())
    .filter((each) => each !== '')
  if (exitCode === 0 && said.length === 0) return []
  const isComplaint = (each: string) =>
    /^(heap table|btree index) /.test(each) && !/ERROR: canceling statement/.test(each)
  const found = said.filter(isComplaint)
  if (exitCode === 2 && found.length > 0) return found
  throw new SplitbrainError('runtime', `pg_amcheck ended with ${exitCode}: ${said.at(-1) ?? ''}`)
}
