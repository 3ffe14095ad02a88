import type { History } from '../../runner/history/history.ts'
import type { About, Anomaly, Verdict } from '../checker.ts'
import { explainCore, explainZones, whyUnknown } from './explain.ts'
import { mergedOrder } from './merge.ts'
import type { Model } from './model.ts'
import { callOf } from './parts.ts'
import type { Part } from './parts.ts'
import { search } from './search.ts'
import type { Limits } from './search.ts'
import { shrink } from './shrink.ts'
import { judgeZones } from './zones.ts'

export type Engine = 'zones' | 'layers' | 'search'

export interface Judged {
  verdict: Verdict
  engine: Engine
  /** Of a `fail`: finds the witness, which takes its time. */
  explain?: () => Anomaly
  /** Of an `unknown`. */
  reason?: string
}

/** Judges one part by the first engine that can. */
export function judgePart(
  history: History,
  part: Part,
  model: Model,
  about: About,
  limits: Limits,
): Judged {
  return byZones(history, part, model, about) ?? bySearch(history, part, model, about, limits)
}

function byZones(history: History, part: Part, model: Model, about: About): Judged | undefined {
  const { access } = model
  if (!access) return undefined
  const result = judgeZones(
    part,
    (place) => {
      const call = callOf(history, part.row[place])
      return call.outcome === 'failed' ? undefined : access(call)
    },
    model.init(about.initial),
  )
  if (result.verdict === 'not unique') return undefined
  if (result.verdict === 'pass') return { verdict: 'pass', engine: 'zones' }
  return {
    verdict: 'fail',
    engine: 'zones',
    explain: () => explainZones(history, part, model, result),
  }
}

function bySearch(
  history: History,
  part: Part,
  model: Model,
  about: About,
  limits: Limits,
): Judged {
  const calls = Array.from(part.row, (row) => callOf(history, row))
  if (!model.byKey && mergedOrder(part, calls, model, about.initial, limits))
    return { verdict: 'pass', engine: 'search' }
  const result = search(part, calls, model, about.initial, limits)
  if (result.verdict === 'pass') return { verdict: 'pass', engine: 'search' }
  if (result.verdict === 'unknown')
    return {
      verdict: 'unknown',
      engine: 'search',
      reason: whyUnknown(history, part, model, result),
    }
  const explain = (): Anomaly => {
    const core = shrink(part, calls, model, about.initial, result.tried, limits)
    return explainCore(history, part, model, core)
  }
  return { verdict: 'fail', engine: 'search', explain }
}
