import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { triesIn } from '../../claims/delays.ts'
import { notInForce, type ExpectedMode } from '../../claims/in-force.ts'
import type { LogicalOptions } from './options.ts'

/** Half of wal_writer_delay, after which a server that was asked for no flush makes one by itself. */
const HALF_DELAY_MS = 100
const LEAST_WRITES = 20

const source = 'PostgreSQL documentation, CREATE SUBSCRIPTION, parameter synchronous_commit'

/** How long a commit takes that waits for a subscriber's flush, by whether that is asked to flush what it applies. */
export function applyCommitTells(
  mode: ExpectedMode,
  primary: string,
  { applyCommit }: Pick<LogicalOptions, 'applyCommit'>,
): Claim {
  const isLazy = applyCommit === 'off'
  return {
    id: isLazy ? 'lazy-apply-delays-commits' : 'prompt-apply-delays-no-commits',
    sentence: isLazy
      ? 'setting synchronous_commit for the subscriber to off when the subscription is used for synchronous replication might increase the latency for COMMIT on the publisher'
      : 'In this scenario, it can be advantageous to set synchronous_commit to local or higher',
    source,
    trial: (evidence) =>
      faultSpans(evidence.history).length === 0 &&
      waitsMs(evidence, primary).length >= LEAST_WRITES,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return unknown(otherMode)
      const waits = waitsMs(evidence, primary)
      const median = waits[waits.length >> 1]
      const power = { writes: waits.length }
      const reason = `The median of ${waits.length} acknowledged writes took ${median.toFixed(1)} ms, where a subscriber flushes by itself ${2 * HALF_DELAY_MS} ms after it has applied something.`
      if (isLazy === median >= HALF_DELAY_MS) return { verdict: 'holds', reason, power }
      // On a busy machine anything may take so long.
      return isLazy ? { verdict: 'violated', reason, power } : unknown(reason, power)
    },
  }
}

/** In order. */
function waitsMs({ history }: Evidence, primary: string): number[] {
  return triesIn(history, { primary, fromRow: 0, untilRow: history.length })
    .flatMap(({ beganNs, acknowledgedNs }) =>
      acknowledgedNs === undefined ? [] : [(acknowledgedNs - beganNs) / 1e6],
    )
    .toSorted((a, b) => a - b)
}
