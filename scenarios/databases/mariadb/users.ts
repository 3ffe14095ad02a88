import { createHash } from 'node:crypto'
import { newSecret } from '../../../runner/secrets.ts'
import type { Credentials } from './connect.ts'

/** Who may do what on the servers of a cluster, each with a random password. */
export interface Users {
  /** Whoever sets up, asks and has servers shut down. */
  administrator: Credentials
  /** The clients: one database is theirs, and nothing else. */
  client: Credentials & { database: string }
}

export function makeUsers(): Users {
  return {
    administrator: { user: 'splitbrain', password: newSecret() },
    client: { user: 'client', password: newSecret(), database: 'workload' },
  }
}

/** What makes these users and the clients' database; the server is told no password. */
export function statementsFor({ administrator, client }: Users): string {
  const create = ({ user, password }: Credentials) =>
    `CREATE USER ${user} IDENTIFIED VIA mysql_native_password USING '${verifierOf(password)}';`
  return [
    create(administrator),
    `GRANT ALL ON *.* TO ${administrator.user};`,
    `CREATE DATABASE ${client.database};`,
    create(client),
    `GRANT ALL ON ${client.database}.* TO ${client.user};`,
  ].join('\n')
}

/** What a server needs to know a password by without knowing it: SHA-1 twice, as `PASSWORD()` gives it. */
export function verifierOf(password: string): string {
  const once = createHash('sha1').update(password).digest()
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`
}
