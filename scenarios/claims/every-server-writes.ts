import type { Claim } from '../../runner/claim.ts'
import { answeredByEach } from './answered-by-each.ts'
import { highAvailability } from './manual.ts'

/** Writes that were executed first on each of the servers. */
export function everyServerWrites(servers: readonly string[]): Claim {
  return {
    id: 'each-server-accepts-writes',
    sentence: 'each server can accept write requests',
    source: `${highAvailability}, "Synchronous Multimaster Replication"`,
    ...answeredByEach(servers, 'write'),
  }
}
