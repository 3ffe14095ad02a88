import { faultSpans } from '../../../../checkers/availability/faults.ts'
import type { Claim } from '../../../../runner/claim.ts'
import { changesOf, type Evidence } from '../../../../runner/evidence.ts'
import { unknown } from '../../../claims/after-failover.ts'
import type { ReadsAsked } from './attrs.ts'
import { saidOf } from './said.ts'
import {
  lookedFurther,
  NOBODY_LOOKED,
  sessionsSeen,
  tellSessions,
  type SessionSeen,
} from './sessions.ts'
import type { Balanced } from './writes-reach.ts'

interface Options extends Balanced {
  /** Those by which some server may not answer. */
  reads: Exclude<ReadsAsked, 'any'>
}

/**
 * Whoever reads is sent to whom the setting says, by what these are as a session is opened: it stays where it is. Preferred
 * standbys are only promised while all of them are there.
 */
export function readsReachWhomTheyShould(options: Options): Claim {
  const { balance, servers, reads } = options
  const isTried = (sessions: readonly SessionSeen[], evidence: Evidence) =>
    reads !== 'primary' || lookedFurther(sessions, evidence, options)
  return {
    id: reads === 'primary' ? 'reads-reach-the-primary' : 'reads-reach-standbys',
    ...saidOf[balance][reads === 'primary' ? 'write' : 'read'],
    trial(evidence) {
      const sessions = sessionsSeen(evidence.history, servers, 'read')
      return sessions.length > 0 && isTried(sessions, evidence)
    },
    covers: () => false,
    decide(_, evidence) {
      const { history } = evidence
      const all = sessionsSeen(history, servers, 'read')
      const brokenFrom = faultSpans(history)[0]?.startRow ?? Infinity
      const judged =
        reads === 'prefer-standbys' ? all.filter(({ openedRow }) => openedRow < brokenFrom) : all
      const wrong = judged.filter((session) => isWrong(session, evidence, options))
      const power = { sessions: judged.length, changesOfThePrimary: changesOf(evidence).length }
      const told = `Sessions of readers: ${tellSessions(all, servers)}.`
      if (wrong.length > 0) {
        const { node, openedRow } = wrong[0]
        const at = (history.timeNs[openedRow] / 1e9).toFixed(3)
        const what = reads === 'primary' ? 'no primary' : 'no standby'
        const reason = `${wrong.length} of ${judged.length} sessions were opened with ${what}, the first with ${node} at ${at} s. ${told}`
        return { verdict: 'violated', reason, power }
      }
      if (judged.length === 0) return unknown('Nobody read while all standbys were there.', power)
      if (!isTried(all, evidence)) return unknown(NOBODY_LOOKED, power)
      const whom = reads === 'primary' ? 'the primary' : 'a standby'
      const reason = `Each of ${judged.length} sessions was opened with ${whom}. ${told}`
      return { verdict: 'holds', reason, power }
    },
  }
}

/** Who asks each time sees at once what a server has become; who looks now and then, after a look that may fail once. */
const seenAfterNs = { libpq: 0, haproxy: 2e9, pgpool: 2e9 }

/** Where the primary changed while a session was opened, its server may have been either. */
function isWrong(
  { node, openedRow, openRow }: SessionSeen,
  evidence: Evidence,
  { balance, primary, reads }: Pick<Options, 'balance' | 'primary' | 'reads'>,
): boolean {
  const { timeNs } = evidence.history
  const changes = changesOf(evidence)
  const before = changes.findLast(({ endRow }) => endRow <= openedRow)?.to ?? primary
  const meanwhile = changes.filter(
    ({ startRow, endRow }) =>
      startRow < openRow && timeNs[endRow] + seenAfterNs[balance] > timeNs[openedRow],
  )
  const mayBe = [before, ...meanwhile.flatMap(({ from, to }) => [from, to])]
  if (reads === 'primary') return !mayBe.includes(node)
  return meanwhile.length === 0 && node === before
}
