import { askForeignServers } from '../../databases/postgres/foreign-servers.ts'
import { foreignSession } from '../../databases/postgres/foreign-session.ts'
import { foreignTable } from '../../databases/postgres/parted-tables.ts'
import { makeTables } from '../../databases/postgres/tables.ts'
import type { Asking } from './asking.ts'
import { clientOf, countingRows } from './inspections.ts'
import { ownMoment } from './own-moment.ts'

/** The same as clients have that commit on several shards themselves. */
const LOCK_TIMEOUT_MS = 300

/** postgres_fdw: partitions of the coordinator's tables are foreign tables, asked at once or one after another. */
export const byFdw = (atOnce: boolean): Asking => ({
  needs: [],
  refuses: () => undefined,
  claims: (shards, { name }) => (name === 'bank' ? [ownMoment(shards)] : []),
  settings: {
    // Who groups by the key has each shard do that for its part.
    enable_partitionwise_aggregate: 'on',
    // A plan for any key would speak to every shard that might have it.
    plan_cache_mode: 'force_custom_plan',
  },
  session: foreignSession,
  introduce: (coordinator, shards) =>
    askForeignServers(
      coordinator,
      shards.map((shard) => ({ ...shard, async: atOnce, lockTimeoutMs: LOCK_TIMEOUT_MS })),
    ),
  atCoordinator: (coordinator, tables, parts) =>
    makeTables(clientOf(coordinator), tables, (table) => foreignTable(table, parts)),
  async atShard() {},
  counting: countingRows,
})
