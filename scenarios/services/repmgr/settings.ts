import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import { verifierOf } from '../../databases/postgres/roles.ts'
import { PROMOTE } from './promotion.ts'
import { CONNECT_SECONDS, keepalives, timesOf, type Timing } from './timing.ts'

/** In a node's folder: what repmgr is told of it, and each of its processes has it in its command line. */
export const SETTINGS = 'repmgr.conf'
/** By which passwords a node speaks with others, and with itself. */
export const PASSFILE = 'repmgr-passfile'
/** As whom it does that, and standbys stream. */
export const USER = 'repmgr'

/** What a node is told of itself, and what all are told alike. */
export interface Member {
  id: number
  name: string
  home: string
  sql: Endpoint
  database: string
  timing: Timing
  /** Whether nobody is promoted while some other node still sees the primary. */
  consensus: boolean
}

/** Where a node is found, by whoever has the passwords. */
export function conninfoOf({ sql: { host, port }, database, timing }: Member): string {
  const where = `host=${host} port=${port} user=${USER} dbname=${database}`
  const how = `connect_timeout=${CONNECT_SECONDS} sslmode=disable gssencmode=disable`
  return `${where} ${how}${keepalives(timing)}`
}

export function settingsFile(member: Member): string {
  const { id, name, home, timing, consensus } = member
  const times = timesOf[timing]
  const settings = {
    node_id: id,
    node_name: name,
    conninfo: conninfoOf(member),
    data_directory: `${home}/data`,
    // It is for whom a server streams from, beside what its own programs find by their environment.
    passfile: `${home}/${PASSFILE}`,
    // Who is made ready to start is started by us, as a service is.
    service_start_command: 'true',
    failover: 'automatic',
    promote_command: `${home}/${PROMOTE}`,
    follow_command: `repmgr standby follow --config-file=${home}/${SETTINGS} --upstream-node-id=%n`,
    monitor_interval_secs: times.monitorSeconds,
    reconnect_attempts: times.attempts,
    reconnect_interval: times.intervalSeconds,
    promote_check_timeout: times.promotionSeconds,
    primary_visibility_consensus: consensus,
  }
  return Object.entries(settings)
    .map(([key, value]) => `${key}='${value}'\n`)
    .join('')
}

/** Makes whom nodes speak with each other as; a statement a line. */
export function statements(password: string): string {
  return `CREATE ROLE ${USER} SUPERUSER REPLICATION LOGIN PASSWORD '${verifierOf(password)}'\n`
}

export function passfile(password: string): string {
  return `*:*:*:${USER}:${password}\n`
}
