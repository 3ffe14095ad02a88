import type { Credentials } from '../../databases/postgres/connect.ts'
import type { Settings } from './settings.ts'

/** Of whom a transaction reads that has written, in Pgpool-II's words: `off` is of whoever reads for its session. */
export const afterWrite = ['transaction', 'off'] as const
export type AfterWrite = (typeof afterWrite)[number]

interface Streaming {
  administrator: Credentials
  /** Whether standbys and primary share the reads, or the primary has them all. */
  balances: boolean
  afterWrite: AfterWrite
}

/** So long it looks for a new primary at most where it has lost one; it makes none itself. */
const SEARCH_SECONDS = 20

/** Where backends replicate by themselves, and somebody else fails over. */
export function streamingSettings({
  administrator,
  balances,
  afterWrite: after,
}: Streaming): Settings {
  const { user, password, database } = administrator
  return {
    load_balance_mode: balances ? 'on' : 'off',
    disable_load_balance_on_write: after,
    // However late a standby is, it is read.
    delay_threshold: 0,
    sr_check_period: 1,
    sr_check_user: user,
    sr_check_password: password,
    sr_check_database: database,
    failover_command: '',
    search_primary_node_timeout: SEARCH_SECONDS,
    // A standby that streams again is taken back.
    auto_failback: 'on',
    auto_failback_interval: 1,
  }
}
