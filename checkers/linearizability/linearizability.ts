import type { About, Checker, CheckResult } from '../checker.ts'
import { mergeVerdicts } from '../checker.ts'
import { SplitbrainError } from '../../history/errors.ts'
import type { History } from '../../history/history.ts'
import { judgePart } from './judge-part.ts'
import type { Judged } from './judge-part.ts'
import { modelNamed } from './models/catalog.ts'
import type { Model } from './model.ts'
import type { Part } from './part.ts'
import { isObserved, partsOf } from './parts.ts'
import { show } from './show.ts'
import type { Picture } from './witness.ts'

export interface LinearizabilityOptions {
  /** A model's name (see models/catalog.ts) or one of your own. */
  model?: string | Model
  /** Give up after so long, counted by `clock`: a checker has no clock of its own. */
  timeLimitMs?: number
  /** Milliseconds from any start, as `performance.now`. */
  clock?: () => number
  /** How many configurations the search for one key's order may look at; it ends in `unknown` beyond. */
  triedLimit?: number
  /** What a search may remember; it ends in `unknown` beyond. Default 512 MiB. */
  memoryLimitBytes?: number
  /** A history in which nothing was seen passes, as in Knossos; otherwise it is `unknown`. */
  allowEmpty?: boolean
}

export interface LinearizabilityResult extends CheckResult {
  model: string
  /** Which engines judged: `zones`, `layers`, `search`, or some of them by key, as `search, zones`. */
  engine: string
  /** How many calls were judged, and in how many parts that had to be ordered each. */
  calls: number
  parts: number
  /** Of each key whose search ended without a verdict: the longest order found and what stood in its way. */
  undecided: Picture[]
}

/** Failing keys that get a witness: finding one takes longer than the verdict. */
const EXPLAINED = 10

const DEFAULT_MEMORY_LIMIT_BYTES = 512 * 2 ** 20

/** A minute or two: whoever is not done by then is in a thicket, where more time rarely helps. */
const DEFAULT_TRIED_LIMIT = 2_000_000

/** Whether the operations of a history can be ordered, each between its start and its end, so that the model holds. */
export function linearizability(
  options: LinearizabilityOptions = {},
): Checker<LinearizabilityResult> {
  const model =
    typeof options.model === 'object' ? options.model : modelNamed(options.model ?? 'cas-register')
  return {
    name: 'linearizability',
    about: `every operation takes effect at one instant between its start and its end (${model.name})`,
    check: (history, about) => check(history, about, model, options),
  }
}

function check(
  history: History,
  about: About,
  model: Model,
  options: LinearizabilityOptions,
): LinearizabilityResult {
  mustStartAs(model, about.initial ?? null)
  const parts = history.completionOnly ? [] : partsOf(history, model)
  const limits = {
    clock: options.clock,
    deadlineMs:
      options.clock && options.timeLimitMs !== undefined
        ? options.clock() + options.timeLimitMs
        : undefined,
    memoryLimitBytes: options.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT_BYTES,
    triedLimit: options.triedLimit ?? DEFAULT_TRIED_LIMIT,
  }
  const judged = parts.map((part) => judgePart({ history, part, model }, about, limits))
  const failed = judged.flatMap(({ explain }) => explain ?? [])
  const anomalies = failed.slice(0, EXPLAINED).map((explain) => explain())
  const verdict = mergeVerdicts(judged.map(({ verdict }) => verdict))
  const unseen = parts.filter((part) => !isObserved(history, part, model)).length
  const nothingSeen = unseen === parts.length && verdict !== 'fail'
  const ofNothing = options.allowEmpty && !history.completionOnly ? 'pass' : 'unknown'
  return {
    verdict: nothingSeen ? ofNothing : verdict,
    ...(nothingSeen && { nothingSeen: true as const }),
    anomalies,
    reason: nothingSeen
      ? nothingJudged(history, parts, model)
      : (reasonOf(judged, failed.length) ?? notSeen(unseen, parts.length)),
    model: model.name,
    engine: [...new Set(judged.map(({ engine }) => engine))].toSorted().join(', '),
    calls: parts.reduce((sum, { length }) => sum + length, 0),
    parts: parts.length,
    undecided: judged.flatMap(({ picture }) => picture ?? []),
  }
}

function mustStartAs({ name, startsAs }: Model, initial: unknown): void {
  if (initial !== null && startsAs && !startsAs.fits(initial))
    throw new SplitbrainError(
      'usage',
      `a ${name} starts as ${startsAs.what}, not ${show(initial)}.`,
    )
}

function reasonOf(judged: readonly Judged[], failed: number): string | undefined {
  if (failed > EXPLAINED)
    return `${failed} keys are not linearizable; ${EXPLAINED} of them are explained.`
  const unknown = judged.filter(({ verdict }) => verdict === 'unknown')
  const more = unknown.length > 1 ? ` (and ${unknown.length - 1} other keys)` : ''
  return unknown.length === 0 ? undefined : `${unknown[0].reason}${more}`
}

function nothingJudged(history: History, parts: readonly Part[], model: Model): string {
  if (history.completionOnly)
    return 'The history has no invocations, so nothing is known of what was under way at once.'
  return parts.some(({ length, events }) => events > length)
    ? `Nothing was seen: no operation of the model ${model.name} ended with an answer that could have been wrong.`
    : `No operation of the model ${model.name} (${model.operations.join(', ')}) ended, so nothing was judged.`
}

/** Keys that were written and never read: of these a verdict says nothing. */
function notSeen(unseen: number, keys: number): string | undefined {
  if (unseen === 0) return undefined
  return `${unseen} of ${keys} keys had no answer that could have been wrong: of these nothing was seen.`
}
