import { judgeElements } from '../../../checkers/staleness/element-ages.ts'
import type { Age } from '../../../checkers/staleness/guarantees.ts'
import { isStale } from '../../../checkers/staleness/nodes.ts'
import { judgeRegisters } from '../../../checkers/staleness/register-ages.ts'
import type { Claim, Decision } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { acknowledgements, mayBeLost } from '../../claims/stale-reads.ts'
import { isOfCopy, readsOf, type Answered } from './judged.ts'
import { officesIn, type Offices } from './offices.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** What queries of London and Paris data show, by who answers them. */
export function combinedQueries({ offices, options }: Trial): Claim {
  return options.reads === 'local' ? copyIsBehind(offices) : everyOfficeIsCurrent(offices)
}

/** Who has asked every office for its own rows has seen all that was acknowledged. */
function everyOfficeIsCurrent(offices: Offices): Claim {
  return dataPartitioning({
    id: 'asking-every-office-is-current',
    sentence:
      'If queries combining London and Paris data are necessary, an application can query both servers',
    // Who asks for rows of one office at a time combines nothing.
    trial: ({ history }) => readsOf(history, offices).some(isOfSeveral),
    decide(_, evidence) {
      const queries = queriesOf(evidence, offices).filter(isOfSeveral)
      const power = { queriesOfSeveralOffices: queries.length }
      const stale = queries.filter(isStale)
      if (stale.length > 0)
        return { verdict: 'violated', reason: `${behind(stale, queries.length)}.`, power }
      if (queries.length === 0) return { ...nothingAsked, power }
      return {
        verdict: 'holds',
        reason: `Each of ${queries.length} queries of several offices' rows showed all that was acknowledged before it.`,
        power,
      }
    },
  })
}

const isOfSeveral = ({ homes }: Answered) => homes.length > 1

/** A copy is as old as its lag; an office's own rows are no copy. */
function copyIsBehind(offices: Offices): Claim {
  return dataPartitioning({
    id: 'a-local-copy-is-behind-by-its-lag',
    sentence:
      "or primary/standby replication can be used to keep a read-only copy of the other office's data on each server",
    trial: 'load',
    decide(_, evidence) {
      const queries = queriesOf(evidence, offices)
      const [copied, own] = [queries.filter(isOfCopy), queries.filter((each) => !isOfCopy(each))]
      const power = { queriesOfCopies: copied.length, queriesOfOwnRows: own.length }
      const wrong = own.filter(isStale)
      if (wrong.length > 0)
        return {
          verdict: 'violated',
          reason: `Of an office's own rows, ${behind(wrong, own.length)}.`,
          power,
        }
      if (copied.length === 0) return { ...nothingAsked, power }
      const stale = copied.filter(isStale)
      if (stale.length === 0)
        return {
          verdict: 'unknown',
          reason: `None of ${copied.length} queries of a copy was stale this time, so the run doesn't show what might be.`,
          power,
        }
      return {
        verdict: 'holds',
        reason: `From a copy of others' rows, ${behind(stale, copied.length)}; of ${own.length} of an office's own rows, none.`,
        power,
      }
    },
  })
}

const nothingAsked: Pick<Decision, 'verdict' | 'reason'> = {
  verdict: 'unknown',
  reason: 'No query of which it is known what it saw was answered while writes were acknowledged.',
}

/** Each query that was answered while writes were acknowledged, as old as the oldest of what it shows. */
function queriesOf({ history, failovers }: Evidence, offices: Offices): (Answered & Age)[] {
  const [first, last] = acknowledgements(history)
  const ages = [...judgeElements(history).ages, ...judgeRegisters(history, null).ages]
  const byRead = Map.groupBy(ages, ({ end }) => end)
  return readsOf(history, offices).flatMap((read) => {
    const ofRead = byRead.get(read.end)
    if (ofRead === undefined || history.pair[read.end] < first || read.end > last) return []
    // Nobody knows of what such a query lacks whether a failover of one that answered lost it for good.
    const theirs = failovers.filter(({ from }) => read.by.includes(officesIn(from)[0]))
    if (ofRead.some((age) => mayBeLost(age, history, theirs))) return []
    const ageNs = Math.max(...ofRead.map((age) => age.ageNs))
    const versions = ofRead.reduce((sum, age) => sum + age.versions, 0)
    return [{ ...read, ageNs, versions }]
  })
}

function behind(stale: readonly Age[], count: number): string {
  const ages = stale.map(({ ageNs }) => ageNs).toSorted((a, b) => a - b)
  const seconds = (ns: number) => (ns / 1e9).toFixed(3)
  const most = Math.max(...stale.map(({ versions }) => versions))
  return `${stale.length} of ${count} queries lacked writes that were acknowledged before, half of them by ${seconds(ages[ages.length >> 1])} s at most, the oldest by ${seconds(ages.at(-1)!)} s, and up to ${most} writes at once`
}
