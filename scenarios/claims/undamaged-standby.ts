import { highAvailability } from './manual.ts'
import { reachOfDamage } from './reach-of-damage.ts'

/** What happens to files of the primary is in no WAL, wherever below its server it happens. */
export const standbyLacksTheDamage = reachOfDamage({
  id: 'damage-stays-on-its-server',
  sentence:
    'warm and hot standby servers can be kept current by reading a stream of write-ahead log (WAL) records',
  source: highAvailability,
  speaksOf: () => true,
  reaches: false,
})
