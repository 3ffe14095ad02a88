import type { Anomaly, Checker, CheckResult, Verdict } from '../../checkers/checker.ts'
import { mergeVerdicts } from '../../checkers/checker.ts'
import type { Key } from '../../history/operation.ts'
import { partsByKey } from '../../history/independent.ts'

/** How many keys there are, and whose verdict is not a pass. */
export interface EachKeyResult extends CheckResult {
  keys: number
  failedKeys: (Key | null)[]
  unknownKeys: (Key | null)[]
}

/**
 * Judges each key's operations as a history of their own, as `jepsen.independent` does; the gravest verdict counts.
 * Anomalies say which key is meant, and their witnesses are the operations of the whole history.
 */
export function eachKey(checker: Checker): Checker<EachKeyResult> {
  return {
    ...checker,
    check(history, about) {
      const judged = Array.from(partsByKey(history), ({ key, rows, history: own }) => ({
        key,
        rows,
        result: checker.check(own, about),
      }))
      const anomalies = judged.flatMap(({ key, rows, result }) =>
        result.anomalies.map((anomaly): Anomaly => ({
          name: anomaly.name,
          summary: `${of(key)}: ${anomaly.summary}`,
          witness: anomaly.witness.map((each) => history.operation(rows[each.index])),
        })),
      )
      const keysThat = (verdict: Verdict) =>
        judged.filter(({ result }) => result.verdict === verdict).map(({ key }) => key ?? null)
      // A key of which nothing was seen says nothing of the others, as with keys that a checker judges itself.
      const seen = judged.filter(({ result }) => !result.nothingSeen)
      const counted = seen.length > 0 ? seen : judged
      const verdict = mergeVerdicts(counted.map(({ result }) => result.verdict))
      const first = counted.find(({ result }) => result.verdict === verdict && result.reason)
      const reason = first ? `${of(first.key)}: ${first.result.reason}` : aside(judged, seen)
      return {
        verdict,
        anomalies,
        ...(reason === undefined ? {} : { reason }),
        ...waysOf(judged.map(({ result }) => result)),
        keys: judged.length,
        failedKeys: keysThat('fail'),
        unknownKeys: keysThat('unknown'),
      }
    },
  }
}

function aside(judged: readonly unknown[], seen: readonly unknown[]): string | undefined {
  if (judged.length === 0) return 'The history has no key.'
  const unseen = judged.length - seen.length
  return unseen === 0 ? undefined : `Of ${unseen} of ${judged.length} keys nothing was seen.`
}

/** By which of its ways a checker judged, where it has several. */
function waysOf(results: (CheckResult & { model?: string; engine?: string })[]): object {
  const all = (way: 'model' | 'engine') => [
    ...new Set(results.map((result) => result[way]).filter((each) => each !== undefined)),
  ]
  const [model, engine] = [all('model'), all('engine')]
  return {
    ...(model.length > 0 ? { model: model.join(', ') } : {}),
    ...(engine.length > 0 ? { engine: engine.join(', ') } : {}),
  }
}

/** Text stands in quotes, for the key `1` is not `"1"`. */
const of = (key: Key | undefined): string =>
  key === undefined ? 'Without a key' : `Key ${JSON.stringify(key)}`
