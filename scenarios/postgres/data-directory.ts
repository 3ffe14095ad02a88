import { createHash } from 'node:crypto'
import type { PostgresServer } from './server.ts'

/** An empty database cluster in the node's `data`, whose superuser has the random password of this run. */
export async function createDataDirectory(server: PostgresServer): Promise<void> {
  const { user, password } = server.credentials
  const access = [`--username=${user}`, '--pwfile=password', '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale=C']
  const initdb = ['initdb', ...access, ...locale, '--no-sync', '--no-instructions']
  const create = async (folder: string) => {
    await server.run('sh', '-c', 'umask 077; printf %s "$1" > password', 'sh', password)
    await server.run(...initdb, `--pgdata=${folder}`)
  }
  // A copy takes a tenth of initdb's second or two.
  const name = `initdb-${createHash('sha256').update(initdb.join(' ')).digest('hex').slice(0, 12)}`
  const template = await server.node.kept?.(name, create)
  if (template === undefined) return create('data')
  await server.run('cp', '-a', template, 'data')
  const change = `ALTER ROLE "${user}" PASSWORD '${password}'`
  await server.run('sh', '-c', singleUser, 'sh', change)
}

// The template has the password of the run that made it, and no server may ever listen with that.
const singleUser = `printf '%s\\n' "$1" | postgres --single -D data -c fsync=off postgres`
