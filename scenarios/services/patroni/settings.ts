import { stringify } from 'yaml'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import type { Credentials } from '../../databases/postgres/connect.ts'
import type { Roles } from '../../databases/postgres/roles.ts'

export const SCOPE = 'splitbrain'
/** A setting that means nothing to a server, by which it tells its name. */
export const OWN_NAME = 'splitbrain.node'

/** What all members agree on, in Patroni's own words; it begins with what stands in their files. */
export interface Dynamic {
  ttl: number
  loop_wait: number
  retry_timeout: number
  maximum_lag_on_failover: number
  synchronous_mode: boolean | 'quorum'
  synchronous_mode_strict: boolean
  failsafe_mode: boolean
}

export interface Member {
  name: string
  home: string
  /** Where its server listens, and where it itself does. */
  sql: Endpoint
  rest: Endpoint
  /** Where it reaches each member of etcd. */
  etcd: readonly Endpoint[]
  roles: Roles
  /** Whoever is to change anything by its own port. */
  operator: { username: string; password: string }
  dynamic: Dynamic
}

/** A member's file. Its server has settings of its own beside these, in a file that Patroni includes. */
export function settingsFile(member: Member): string {
  const { name, home, sql, rest, etcd, roles, operator, dynamic } = member
  return stringify({
    scope: SCOPE,
    name,
    restapi: {
      listen: addressOf(rest),
      connect_address: addressOf(rest),
      authentication: operator,
    },
    // Who asked etcd where its members are would go past the links.
    etcd3: { hosts: etcd.map(addressOf), use_proxies: true },
    bootstrap: { dcs: { ...dynamic, postgresql: { use_pg_rewind: true, use_slots: true } } },
    // A machine that resets itself is none of ours.
    watchdog: { mode: 'off' },
    postgresql: {
      listen: addressOf(sql),
      connect_address: addressOf(sql),
      data_dir: `${home}/data`,
      parameters: { [OWN_NAME]: name },
      pgpass: `${home}/.pgpass`,
      authentication: {
        superuser: userOf(roles.administrator),
        replication: userOf(roles.replicator),
      },
      basebackup: [{ checkpoint: 'fast' }, 'no-sync'],
      // Or one that diverged and can't be rewound would wait for an operator.
      remove_data_directory_on_rewind_failure: true,
      remove_data_directory_on_diverged_timelines: true,
    },
  })
}

function userOf({ user, password }: Credentials) {
  return { username: user, password, sslmode: 'disable', gssencmode: 'disable' }
}

function addressOf({ host, port }: Endpoint): string {
  return `${host}:${port}`
}
