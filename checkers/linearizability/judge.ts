import type { History } from '../../runner/history/history.ts'
import type { About, Anomaly, Verdict } from '../checker.ts'
import { explainLayers } from './explain-layers.ts'
import { explainZones } from './explain-zones.ts'
import { explainCore, whyUnknown } from './explain.ts'
import { judgeLayers } from './layers.ts'
import { mergedOrder } from './merge.ts'
import type { Access, Model } from './model.ts'
import { callOf } from './parts.ts'
import type { Part } from './parts.ts'
import { cut } from './problem.ts'
import type { Problem } from './problem.ts'
import { search } from './search.ts'
import type { Limits, SearchResult } from './search.ts'
import { shrink } from './shrink.ts'
import { failingStretch } from './stretch.ts'
import type { Core } from './stretch.ts'
import { pictureOf } from './witness.ts'
import type { Picture, Scene } from './witness.ts'
import { judgeZones } from './zones.ts'

export type Engine = 'zones' | 'layers' | 'search'

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
  return byZones(scene, about) ?? byLayers(scene, about) ?? bySearch(scene, about, limits)
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
  return { verdict: 'fail', engine: 'zones', explain: () => explainZones(scene, result) }
}

function byLayers(scene: Scene, about: About): Judged | undefined {
  const { history, part, model } = scene
  if (!model.growOnlySet) return undefined
  const calls = Array.from(part.row, (row) => callOf(history, row))
  const violation = judgeLayers(part, calls, (about.initial ?? []) as unknown[])
  if (!violation) return { verdict: 'pass', engine: 'layers' }
  return { verdict: 'fail', engine: 'layers', explain: () => explainLayers(scene, violation) }
}

function bySearch({ history, part: whole, model }: Scene, about: About, limits: Limits): Judged {
  const problem = withoutTheNeedless(problemOf(history, whole, model, about.initial))
  const scene = { history, part: problem.part, model }
  const fail = (core: Core): Judged => ({
    verdict: 'fail',
    engine: 'search',
    explain: () => explainCore(scene, shrink(problem, core, limits)),
  })
  const pass: Judged = { verdict: 'pass', engine: 'search' }
  if (!model.byKey && mergedOrder(problem, limits)) return pass
  const first = search(problem, { ...limits, triedLimit: EASY_TRIED + 2 * problem.calls.length })
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

function problemOf(history: History, part: Part, model: Model, initial: unknown): Problem {
  return { part, calls: Array.from(part.row, (row) => callOf(history, row)), model, initial }
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
