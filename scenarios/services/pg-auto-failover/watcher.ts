import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { verifierOf, type Roles } from '../../databases/postgres/roles.ts'
import { autoctl, autoctlService } from './autoctl.ts'
import { WATCHER, type Monitor } from './monitor.ts'

/** Whom a standby streams as, and is rewound by; the name is pg_auto_failover's. */
export const REPLICATOR = 'pgautofailover_replicator'

/** Whom programs of a node run as. */
const SELF = 'postgres'
const DATA = 'data'

interface Watched {
  roles: Roles
  monitor: Pick<Monitor, 'uri'>
  /** Whether commits may wait for it where it is a standby. */
  inQuorum: boolean
  /** Of several the one with the highest is elected, however far it is. */
  priority: number
}

/**
 * What runs on a server's node: it makes the server, of the primary's data where there is one, tells the monitor of it, and
 * starts, stops, promotes and rewinds it as the monitor says. Where all of that was done it goes on with what there is.
 */
export function watcherOf(node: Node, { roles, monitor, inQuorum, priority }: Watched): string[] {
  const { host, port } = node.address()
  const options = {
    pgdata: `${node.home}/${DATA}`,
    // By its socket, which no fault of the network is on the way to.
    pghost: node.home,
    pgport: port,
    dbname: roles.administrator.database,
    hostname: host,
    name: node.name,
    monitor: monitor.uri(),
    'replication-quorum': inQuorum,
    'candidate-priority': priority,
  }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return autoctlService(DATA, 'create', 'postgres', ...words, '--skip-pg-hba', '--no-ssl', '--run')
}

/** All that a node has of a server and of its life under the monitor, but for its passwords. */
export async function forgetAll(node: Node): Promise<void> {
  await runOn(node, ['rm', '-rf', DATA, 'config', 'share', 'run'])
}

/** Who may speak with a server: whoever watches it, as the user that both run as, and others by passwords. */
export const hba = `local all ${SELF} peer
host all all samenet scram-sha-256
host replication all samenet scram-sha-256
`

/** Makes whom a watcher speaks with its server as, and whom standbys stream as; a statement a line. */
export function statements(replicator: string): string {
  return [
    `CREATE ROLE ${SELF} SUPERUSER LOGIN`,
    `CREATE ROLE ${REPLICATOR} SUPERUSER REPLICATION LOGIN PASSWORD '${verifierOf(replicator)}'`,
  ]
    .map((statement) => `${statement}\n`)
    .join('')
}

/** By which passwords a node speaks with others. */
export function passfile(passwords: { watcher: string; replicator: string }): string {
  return `*:*:*:${WATCHER}:${passwords.watcher}\n*:*:*:${REPLICATOR}:${passwords.replicator}\n`
}

/** After so long without the monitor and without a standby a primary ends itself. */
export async function endsAlone(node: Node, seconds: number): Promise<void> {
  const at = ['--pgdata', `${node.home}/${DATA}`]
  const setting = ['timeout.network_partition_timeout', String(seconds)]
  await runOn(node, autoctl('config', 'set', ...at, ...setting))
  await runOn(node, autoctl('reload', ...at))
}
