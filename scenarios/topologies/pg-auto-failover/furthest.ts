import { faultCalls } from '../../../checkers/availability/calls.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import type { Candidate, Election } from '../../../runner/topology.ts'
import { unknown } from '../../claims/after-failover.ts'
import { furthestStandby } from './manual.ts'

/** Of candidates on several timelines the furthest is on the newest one, for that one went on where others were left behind. */
export const electsTheFurthest: Claim = {
  id: 'elects-the-furthest-standby',
  ...furthestStandby,
  trial: (evidence) => contestedIn(evidence).length > 0,
  covers: () => false,
  decide(_, evidence) {
    const contested = contestedIn(evidence)
    const power = { electionsOverTimelines: contested.length }
    if (contested.length === 0)
      return unknown('No candidate on an older timeline had a larger position.', power)
    const wrong = contested.find(({ elected, newest }) => elected.timeline < newest.timeline)
    if (wrong !== undefined)
      return {
        verdict: 'violated',
        reason: `${told(wrong.elected)} was elected, though ${told(wrong.newest)} had gone on from what both had.`,
        power,
      }
    const right = contested.map(
      ({ elected, ahead }) => `${told(elected)} was elected before ${told(ahead)}`,
    )
    return { verdict: 'holds', reason: `${right.join('; ')}.`, power }
  },
}

interface Contested {
  elected: Candidate
  /** The furthest on the newest timeline, and one on an older timeline that has a larger position. */
  newest: Candidate
  ahead: Candidate
}

/** The elections in which positions and timelines say different things, as the monitor had them told. */
function contestedIn({ history }: Evidence): Contested[] {
  const found: Contested[] = []
  faultCalls(history, (start) => {
    if (history.names[history.f[start]] !== 'election') return
    const { elected: name, candidates } = history.value[start] as unknown as Election
    const [newest] = candidates.toSorted(
      (a, b) => b.timeline - a.timeline || b.lsnBytes - a.lsnBytes,
    )
    const elected = candidates.find(({ node }) => node === name)
    // Nobody on the newest timeline is further than that one.
    const ahead = candidates.find(({ lsnBytes }) => lsnBytes > newest.lsnBytes)
    if (elected !== undefined && ahead !== undefined) found.push({ elected, newest, ahead })
  })
  return found
}

function told({ node, timeline, lsnBytes }: Candidate): string {
  return `${node} at ${lsnBytes} of timeline ${timeline}`
}
