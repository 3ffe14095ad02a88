import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Roles } from '../../databases/postgres/roles.ts'
import { autoctl, autoctlService } from './autoctl.ts'
import { MONITOR, WATCHER, type Monitor } from './monitor.ts'

/** Whom a standby streams as, and is rewound by; the name is pg_auto_failover's. */
export const REPLICATOR = 'pgautofailover_replicator'

const DATA = 'data'

interface Watched {
  roles: Roles
  monitor: Pick<Monitor, 'uri'>
  /** Whether commits may wait for it where it is a standby. */
  inQuorum: boolean
}

/**
 * What runs on a server's node: it makes the server, of the primary's data where there is one, tells the monitor of it, and
 * starts, stops, promotes and rewinds it as the monitor says. Where all of that was done it goes on with what there is.
 */
export function watcherOf(node: Node, { roles, monitor, inQuorum }: Watched): string[] {
  const { host, port } = node.address()
  const { user, database } = roles.administrator
  const options = {
    pgdata: `${node.home}/${DATA}`,
    // By its socket, which no fault of the network is on the way to.
    pghost: node.home,
    pgport: port,
    username: user,
    dbname: database,
    hostname: host,
    name: node.name,
    monitor: monitor.uri(),
    'replication-quorum': inQuorum,
  }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return autoctlService(DATA, 'create', 'postgres', ...words, '--skip-pg-hba', '--no-ssl', '--run')
}

/** Who may speak with a server, and by which passwords a node speaks with others: a line each of the files. */
export const hba = ['local all', 'host all', 'host replication']
  .map((line) => `${line} all ${line.startsWith('host') ? 'samenet ' : ''}scram-sha-256\n`)
  .join('')

export function passfile(
  { administrator }: Roles,
  passwords: { watcher: string; replicator: string },
): string {
  const users = {
    [administrator.user]: administrator.password,
    [WATCHER]: passwords.watcher,
    [REPLICATOR]: passwords.replicator,
  }
  return Object.entries(users)
    .map(([user, password]) => `*:*:*:${user}:${password}\n`)
    .join('')
}

/** After so long without the monitor and without a standby a primary ends itself. */
export async function endsAlone(node: Node, seconds: number): Promise<void> {
  const at = ['--pgdata', `${node.home}/${DATA}`]
  const setting = ['timeout.network_partition_timeout', String(seconds)]
  await runOn(node, autoctl('config', 'set', ...at, ...setting))
  await runOn(node, autoctl('reload', ...at))
}

/** Planned: another one is told to take the primary's place, by the monitor's own tool. */
export async function handOverTo(monitor: Node, to: string): Promise<void> {
  const at = ['--pgdata', `${monitor.home}/${MONITOR}`]
  await runOn(monitor, autoctl('perform', 'promotion', ...at, '--name', to))
}
