import type { Endpoint, Node } from '../../../runner/runtimes/runtime.ts'
import type { Credentials } from '../../databases/postgres/connect.ts'
import { scripts } from './recovery.ts'

/** How backends come by what is written: from it, or from one of them that streams to the others. */
export type Mode = 'native' | 'snapshot-isolation' | 'streaming'

export type Settings = Readonly<Record<string, string | number>>

export interface Backend extends Endpoint {
  name: string
}

interface Told {
  node: Node
  pcpPort: number
  mode: Mode
  backends: readonly Backend[]
  administrator: Credentials
  settings?: Settings
}

const modes: Record<Mode, string> = {
  native: 'native_replication',
  'snapshot-isolation': 'snapshot_isolation',
  streaming: 'streaming_replication',
}

/** More than clients ask for at once, for who finds no process waits. */
const CHILDREN = 40
/** What a recovery may take, and in it until clients are sent away, and until the server that came back answers. */
export const RECOVERY_LIMIT_SECONDS = 60

/** Its settings as the lines of a file, which has a password in it. */
export function settingsFile({
  node,
  pcpPort,
  mode,
  backends,
  administrator,
  settings: own = {},
}: Told): string {
  const { host, port } = node.address()
  const settings: Record<string, string | number> = {
    backend_clustering_mode: modes[mode],
    listen_addresses: host,
    port,
    unix_socket_directories: 'pool',
    pcp_listen_addresses: 'localhost',
    pcp_port: pcpPort,
    pcp_socket_dir: 'pool',
    pid_file_name: 'pool/pgpool.pid',
    logdir: '.',
    log_destination: 'stderr',
    num_init_children: CHILDREN,
    // A session of a backend ends with its client's, so that it is known when nothing moves any more.
    connection_cache: 'off',
    // Passwords are asked of clients as they are, for its backends want them in an answer to each one's own question.
    enable_pool_hba: 'off',
    pool_passwd: '',
    allow_clear_text_frontend_auth: 'on',
    load_balance_mode: 'on',
    insert_lock: 'on',
    failover_on_backend_error: 'on',
    health_check_period: 1,
    health_check_timeout: 1,
    connect_timeout: 2000,
    health_check_user: administrator.user,
    health_check_password: administrator.password,
    health_check_database: administrator.database,
    recovery_user: administrator.user,
    recovery_password: administrator.password,
    recovery_1st_stage_command: scripts.first,
    recovery_2nd_stage_command: scripts.second,
    recovery_timeout: RECOVERY_LIMIT_SECONDS,
    // Clients keep their sessions: whoever would wait until they go waits in vain.
    client_idle_limit_in_recovery: -1,
    ...own,
  }
  for (const [i, backend] of backends.entries())
    Object.assign(settings, {
      [`backend_hostname${i}`]: backend.host,
      [`backend_port${i}`]: backend.port,
      [`backend_application_name${i}`]: backend.name,
      [`backend_data_directory${i}`]: 'data',
      [`backend_weight${i}`]: 1,
      [`backend_flag${i}`]: 'ALLOW_TO_FAILOVER',
    })
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${value}'`}\n`)
    .join('')
}
