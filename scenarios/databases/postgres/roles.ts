import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { newSecret } from '../../../runner/secrets.ts'
import type { Credentials } from './connect.ts'

/** Who may do what on the servers of a cluster, each with a random password. */
export interface Roles {
  /** The superuser, who sets up, asks, promotes and sees whether the primary lives. */
  administrator: Credentials
  /** The standbys: it may stream and copy the cluster, and nothing else. */
  replicator: Credentials
  /** The clients: the schema that their tables go to is theirs, and nothing else. */
  client: Credentials
}

export function makeRoles(): Roles {
  const role = (user: string) => ({ user, password: newSecret(), database: 'postgres' })
  return {
    administrator: role('splitbrain'),
    replicator: role('replicator'),
    client: role('client'),
  }
}

/** What makes these roles on a server whose superuser is there already; a statement a line. */
export function statementsFor({ administrator, replicator, client }: Roles): string {
  const name = ({ user }: Credentials) => `"${user}"`
  const password = (role: Credentials) => `PASSWORD '${verifierOf(role.password)}'`
  return [
    `ALTER ROLE ${name(administrator)} ${password(administrator)}`,
    `CREATE ROLE ${name(replicator)} LOGIN REPLICATION ${password(replicator)}`,
    `CREATE ROLE ${name(client)} LOGIN ${password(client)}`,
    `ALTER SCHEMA public OWNER TO ${name(client)}`,
  ]
    .map((statement) => `${statement}\n`)
    .join('')
}

const ITERATIONS = 4096

/**
 * What a server needs to know a password by without knowing it: RFC 5803 with SCRAM-SHA-256 (RFC 7677), as PostgreSQL
 * keeps it in pg_authid and takes it in place of the password.
 */
export function verifierOf(
  password: string,
  salt = randomBytes(16),
  iterations = ITERATIONS,
): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const key = (name: string) => createHmac('sha256', salted).update(name).digest()
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64')
  const serverKey = key('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
