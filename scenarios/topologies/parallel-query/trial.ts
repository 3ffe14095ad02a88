import type { Claim } from '../../../runner/claim.ts'
import { highAvailability } from '../../claims/manual.ts'

/** What the manual says of queries that several servers work on; whatever a checker finds here is nobody's promise. */
export function parallelQueryExecution(claim: Omit<Claim, 'source' | 'covers'>): Claim {
  return {
    ...claim,
    source: `${highAvailability}, "Multiple-Server Parallel Query Execution"`,
    covers: () => false,
  }
}
