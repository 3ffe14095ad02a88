import { clientCalls, nodeOf, outcome } from '../../checkers/availability/calls.ts'
import { faultSpans, type FaultSpan } from '../../checkers/availability/faults.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import { OK, type History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import { isFinalRead } from '../../runner/final-reads.ts'
import { unknown } from './after-failover.ts'

export type Asked = 'read' | 'write'

/** So seldom a server that answers as often as all others may be taken for one that answers nobody. */
const BY_CHANCE = 0.001

/** Reads or writes that each of the servers answered, be it alone or as the first. */
export function answeredByEach(
  servers: readonly string[],
  asked: Asked,
): Pick<Claim, 'trial' | 'covers' | 'decide'> {
  const done = asked === 'write' ? 'acknowledged' : 'answered'
  const [nobody, all] = [asked === 'write' ? 'Nobody wrote' : 'Nobody read', `${asked}s`]
  return {
    trial: 'load',
    covers: () => false,
    decide(_, { history }) {
      const { tried, taken, undisturbed, turnedAway } = answersByServer(history, asked)
      const power = {
        [`${all}OfEachServer`]: Math.min(...servers.map((name) => taken.get(name) ?? 0)),
      }
      const untried = servers.find((name) => !tried.has(name))
      if (untried !== undefined) return unknown(`${nobody} at ${untried}.`, power)
      if (taken.size === 0) return unknown(`No ${asked} was ${done} at all.`, power)
      const refusing = servers.find((name) => !taken.has(name))
      if (refusing !== undefined && !undisturbed.tried.has(refusing))
        return unknown(`${nobody} at ${refusing} but while something was broken.`, power)
      if (refusing !== undefined) {
        const none = `None of ${tried.get(refusing)} ${all} at ${refusing} was ${done}`
        return isByChance(undisturbed, refusing)
          ? unknown(`${none}, and few of the others: that may be chance.`, power)
          : { verdict: 'violated', reason: `${none}, and others were.`, power }
      }
      const counts = servers.map((name) => `${taken.get(name)} at ${name}`)
      return {
        verdict: 'holds',
        reason: [
          `${capital(all)} were ${done} at each server: ${counts.join(', ')}.`,
          ...turnedAway.entries().map(([error, times]) => `${times} more were refused: ${error}.`),
        ].join(' '),
        power,
      }
    },
  }
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

/** By server. */
interface Counts {
  tried: Map<string, number>
  taken: Map<string, number>
}

interface Answers extends Counts {
  /** Those of them while no fault was there to keep a server from that. */
  undisturbed: Counts
  /** By what it said, those of which some server had no room for more. */
  turnedAway: Map<string, number>
}

/** Whether a server that takes each with the chance that others do would be seen to take none often enough. */
function isByChance({ tried, taken }: Counts, refusing: string): boolean {
  const sum = (counts: Map<string, number>) => counts.values().reduce((a, b) => a + b, 0)
  const atIt = tried.get(refusing)!
  const share = sum(taken) / Math.max(1, sum(tried) - atIt)
  return (1 - share) ** atIt > BY_CHANCE
}

const noRoom = /^53\w{3} /

function answersByServer(history: History, asked: Asked): Answers {
  const answers: Answers = {
    tried: new Map(),
    taken: new Map(),
    undisturbed: { tried: new Map(), taken: new Map() },
    turnedAway: new Map(),
  }
  const spans = faultSpans(history)
  const count = (of: Map<string, number>, key: string) => of.set(key, (of.get(key) ?? 0) + 1)
  clientCalls(history, (start, end) => {
    const node = nodeOf(history, start)
    if (node === null || isFinalRead(history.process[start])) return
    if (isRead(history, start) !== (asked === 'read')) return
    const untilNs = end < 0 ? Infinity : history.timeNs[end]
    const isBeside = ({ startNs, endNs }: FaultSpan) =>
      startNs <= untilNs && (endNs ?? Infinity) >= history.timeNs[start]
    const isTaken = outcome(history, end) === OK
    for (const counts of spans.some(isBeside) ? [answers] : [answers, answers.undisturbed]) {
      count(counts.tried, node)
      if (isTaken) count(counts.taken, node)
    }
    const error = history.errors.get(end) ?? ''
    if (noRoom.test(error)) count(answers.turnedAway, error)
  })
  return answers
}
