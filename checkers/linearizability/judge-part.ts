import type { About, Anomaly, Verdict } from '../checker.ts'
import { callOf } from './call.ts'
import type { Access, Call } from './call.ts'
import { explainFifo } from './explain-fifo.ts'
import { explainLayers } from './explain-layers.ts'
import { explainOrphan } from './explain-origins.ts'
import { explainZones, mayHaveNoOrigin } from './explain-zones.ts'
import type { NamedByZones } from './explain-zones.ts'
import { explainCore, whyUnknown } from './explain.ts'
import { judgeFifo } from './fifo.ts'
import { judgeLayers } from './layers.ts'
import { mergedOrder } from './merge.ts'
import { nameOfCore } from './name-core.ts'
import { firstOrphan } from './origins.ts'
import { cut } from './problem.ts'
import type { Problem } from './problem.ts'
import { search } from './search.ts'
import type { Limits, SearchResult } from './limits.ts'
import { shrink } from './shrink.ts'
import { failingStretch } from './stretch.ts'
import type { Core } from './stretch.ts'
import { pictureOf } from './witness.ts'
import type { Picture, Scene } from './witness.ts'
import { judgeZones } from './zones.ts'

export type Engine = 'zones' | 'origins' | 'layers' | 'patterns' | 'search'

export interface Judged {
  verdict: Verdict
  engine: Engine
  /** Of a `fail`: finds the witness, which takes its time. */
  explain?: () => Anomaly
  /** Of an `unknown`: what stood in the way, in words and as data. */
  reason?: string
  picture?: Picture
}

/** A search that looks at so many configurations, and two a call, may be worth a look around where it is stuck. */
const EASY_TRIED = 10_000

/** Judges one part by the first engine that can. */
export function judgePart(scene: Scene, about: About, limits: Limits): Judged {
  const byZone = byZones(scene, about)
  if (byZone) return byZone
  const { history, part, model } = scene
  const calls = Array.from(part.row, (row) => callOf(history, row))
  const problem = { part, calls, model, initial: about.initial }
  return (
    byOrigins(scene, problem) ??
    byLayers(scene, problem) ??
    byPatterns(scene, problem) ??
    bySearch(scene, problem, limits)
  )
}

function byZones(scene: Scene, about: About): Judged | undefined {
  const { history, part, model } = scene
  const { access } = model
  if (!access) return undefined
  const accessOf = (place: number): Access | undefined => {
    const call = callOf(history, part.row[place])
    return call.outcome === 'failed' ? undefined : access(call)
  }
  const result = judgeZones(part, accessOf, model.init(about.initial))
  if (result.verdict === 'not unique') return undefined
  if (result.verdict === 'pass') return { verdict: 'pass', engine: 'zones' }
  const { violation, calls } = result
  const explain = (): Anomaly => {
    const orphan = mayHaveNoOrigin(scene, violation) ? orphanOf(scene, about.initial) : undefined
    return orphan ? orphan() : explainZones(scene, violation as NamedByZones, calls)
  }
  return { verdict: 'fail', engine: 'zones', explain }
}

function byOrigins(scene: Scene, { calls, initial }: Problem): Judged | undefined {
  const explain = orphanOf(scene, initial, (place) => calls[place])
  return explain && { verdict: 'fail', engine: 'origins', explain }
}

/** Explains the first call that saw what came from nowhere, if one did. */
function orphanOf(
  scene: Scene,
  initial: unknown,
  callAt = (place: number): Call => callOf(scene.history, scene.part.row[place]),
): (() => Anomaly) | undefined {
  const { origins } = scene.model
  const orphan = origins && firstOrphan(scene.part, callAt, origins.from(initial))
  return orphan && (() => explainOrphan(scene, orphan, origins, initial))
}

function byLayers(scene: Scene, { part, calls, model, initial }: Problem): Judged | undefined {
  if (!model.growOnlySet) return undefined
  const violation = judgeLayers(part, calls, (initial ?? []) as unknown[])
  if (!violation) return { verdict: 'pass', engine: 'layers' }
  return { verdict: 'fail', engine: 'layers', explain: () => explainLayers(scene, violation) }
}

function byPatterns(scene: Scene, { part, calls, model, initial }: Problem): Judged | undefined {
  if (!model.fifoQueue) return undefined
  const result = judgeFifo(part, calls, (initial ?? []) as unknown[])
  if (result.verdict === 'undecided') return undefined
  if (result.verdict === 'pass') return { verdict: 'pass', engine: 'patterns' }
  const { violation } = result
  return { verdict: 'fail', engine: 'patterns', explain: () => explainFifo(scene, violation) }
}

function bySearch({ history, model }: Scene, whole: Problem, limits: Limits): Judged {
  const problem = withoutTheNeedless(whole)
  const scene = { history, part: problem.part, model }
  const fail = (core: Core): Judged => ({
    verdict: 'fail',
    engine: 'search',
    explain: () => {
      const shrunk = shrink(problem, core, limits)
      return explainCore(scene, shrunk, nameOfCore(problem, shrunk, limits))
    },
  })
  const pass: Judged = { verdict: 'pass', engine: 'search' }
  if (!model.byKey && mergedOrder(problem, limits)) return pass
  const { triedLimit = Infinity } = limits
  const easy = Math.min(triedLimit, EASY_TRIED + 2 * problem.calls.length)
  const first = search(problem, { ...limits, triedLimit: easy })
  if (first.verdict === 'pass') return pass
  const reached = first.verdict === 'fail' ? first.reached : problem.part.response[first.blocked]
  const core = failingStretch(problem, reached, limits)
  if (core) return fail(core)
  const result = first.verdict === 'fail' ? first : search(problem, limits)
  if (result.verdict === 'pass') return pass
  if (result.verdict === 'unknown') return unknown(scene, result)
  return fail({ calls: [...problem.calls.keys()], end: problem.part.events - 1 })
}

function unknown(scene: Scene, result: Extract<SearchResult, { verdict: 'unknown' }>): Judged {
  return {
    verdict: 'unknown',
    engine: 'search',
    reason: whyUnknown(scene, result),
    picture: pictureOf(scene, [result.blocked], result.order),
  }
}

/** Leaves out what may be left out and need not have happened: no order gets better or worse by it. */
function withoutTheNeedless(problem: Problem): Problem {
  const { calls, model, part } = problem
  const isUnknown = (call: number): boolean => calls[call].outcome === 'unknown'
  const groups = model.removable?.(calls).filter((group) => group.every(isUnknown)) ?? []
  const needless = new Set(groups.flat())
  const rest = [...calls.keys()].filter((call) => !needless.has(call))
  return cut(problem, rest, part.events)
}
