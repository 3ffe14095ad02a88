import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { boundedLoss } from './manual.ts'
import type { PatroniOptions } from './options.ts'

/** What a new primary lacks of the old one's WAL, where commits wait for nobody. */
export function lossIsBounded({ maximumLagOnFailover: lag, ttl }: PatroniOptions): Claim {
  return {
    id: 'lost-wal-is-bounded',
    ...boundedLoss,
    trial: ({ failovers }) => failovers.some(({ walBytesBeyond = 0 }) => walBytesBeyond > 0),
    covers: () => false,
    decide(_judged, { failovers }) {
      const known = failovers.flatMap(({ walBytesBeyond, writtenBytes }) =>
        walBytesBeyond === undefined || writtenBytes === undefined
          ? []
          : [{ lostBytes: walBytesBeyond, boundBytes: lag + writtenBytes }],
      )
      // One that lost nothing tells nothing of the others.
      const [worst = known[0]] = known
        .filter(({ lostBytes }) => lostBytes > 0)
        .toSorted((a, b) => b.lostBytes - b.boundBytes - (a.lostBytes - a.boundBytes))
      if (worst === undefined)
        return unknown(
          'Of no failover it is known how much of the old primary’s WAL the new one lacked.',
        )
      const { lostBytes, boundBytes } = worst
      const power = { lostBytes, boundBytes }
      if (lostBytes === 0) return unknown('The new primary had all of the old one’s WAL.', power)
      return {
        verdict: lostBytes > boundBytes ? 'violated' : 'holds',
        reason: `The new primary lacked ${lostBytes} bytes of WAL, where ${boundBytes} might be lost: ${lag}, and what was written in ${ttl} s.`,
        power,
      }
    },
  }
}
