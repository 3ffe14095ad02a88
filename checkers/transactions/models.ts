import { SplitbrainError } from '../../history/errors.ts'
import {
  aliases,
  alsoForbids,
  anomalyIncludes,
  forbids,
  includes,
  undecided,
  withSessions,
} from './lattice.ts'

const includedBy = reversed(includes)
const anomalyIncludedBy = reversed(anomalyIncludes)

/** Every name that a consistency model may be asked for by. */
export const modelNames: readonly string[] = [
  ...Object.keys(includes),
  ...Object.keys(aliases),
].toSorted()

/** Every name that an anomaly may be asked for by. */
export const anomalyNames: readonly string[] = [
  ...new Set([
    ...Object.keys(anomalyIncludes),
    ...Object.values(anomalyIncludes).flat(),
    ...Object.values(forbids).flat(),
  ]),
].toSorted()

/** Elle's printed name of a model; an unknown name is a `usage` error that lists the known ones. */
export function modelName(name: string): string {
  const model = Object.hasOwn(aliases, name) ? aliases[name] : name
  if (!Object.hasOwn(includes, model))
    throw new SplitbrainError(
      'usage',
      `"${name}" is not a consistency model; the known ones are ${modelNames.join(', ')}.`,
    )
  return model
}

/** The anomalies themselves and all that they are special cases of. */
export function impliedAnomalies(anomalies: Iterable<string>): Set<string> {
  return closure(anomalies, anomalyIncludes)
}

/** The anomalies themselves and all special cases of them. */
export function anomaliesImplying(anomalies: Iterable<string>): Set<string> {
  return closure(anomalies, anomalyIncludedBy)
}

/** What must not be seen if all of these models are to hold. */
export function forbiddenBy(models: Iterable<string>): Set<string> {
  const held = closure([...models].map(modelName), includes)
  return anomaliesImplying(
    [...held].flatMap((model) => [...(forbids[model] ?? []), ...(alsoForbids[model] ?? [])]),
  )
}

/** The models that can't hold for a history with these anomalies. */
export function ruledOut(anomalies: Iterable<string>): Set<string> {
  const shown = impliedAnomalies(anomalies)
  const direct = Object.keys(forbids).filter((model) => forbids[model].some((a) => shown.has(a)))
  return closure(direct, includedBy)
}

/** The models and all that include them. */
function withStronger(models: Iterable<string>): Set<string> {
  const all = new Set<string>()
  for (const model of models) {
    all.add(model)
    // Not all models above these have the order of sessions that they were decided with.
    for (const each of closure(withSessions[model] ?? [model], includedBy)) all.add(each)
  }
  return all
}

/**
 * `not`: the weakest models ruled out, by these anomalies or as some models are `broken`; `alsoNot`: the others, which
 * include one of those.
 */
export function boundary(
  anomalies: Iterable<string>,
  broken: Iterable<string> = [],
): { not: string[]; alsoNot: string[] } {
  const out = ruledOut(anomalies).union(withStronger(broken))
  const weakest = (model: string) =>
    ![...closure(includes[model], includes)].some((m) => out.has(m))
  const sorted = [...out].toSorted()
  return {
    not: sorted.filter(weakest),
    alsoNot: sorted.filter((model) => !weakest(model)),
  }
}

/**
 * The strongest models that a history with these anomalies satisfies, as far as can be seen: among those all of whose
 * anomalies were looked for. A model that forbids the real-time form of an anomaly need not be looked into for its
 * form within processes, which is a special case.
 */
export function strongestLeft(
  anomalies: Iterable<string>,
  lookedFor: (name: string) => boolean,
  isOut: (model: string) => boolean = (model) => undecided.has(model),
): string[] {
  const seen = new Set(anomalies)
  const left = Object.entries(forbiddenByOne).flatMap(([model, forbidden]) => {
    const covered = (name: string) => forbidden.has(name.replace(/-process$/, '-realtime'))
    const isLeft =
      !isOut(model) &&
      forbidden.isDisjointFrom(seen) &&
      [...forbidden].every(
        (name) => lookedFor(name) || (name.endsWith('-process') && covered(name)),
      )
    return isLeft ? [model] : []
  })
  return left.filter((model) => strongerThan[model].isDisjointFrom(new Set(left))).toSorted()
}

/** Of each model what it alone forbids, and all that include it: many histories may be judged one after another. */
const forbiddenByOne = ofEachModel((model) => forbiddenBy([model]))
const strongerThan = ofEachModel((model) => closure(includedBy[model], includedBy))

function ofEachModel(names: (model: string) => Set<string>): Record<string, ReadonlySet<string>> {
  return Object.fromEntries(Object.keys(forbids).map((model) => [model, names(model)]))
}

/** Whether a model asks for all that another does. */
export function isIncluded(model: string, by: string): boolean {
  return closure([by], includes).has(model)
}

function closure(
  start: Iterable<string> | undefined,
  edges: Record<string, readonly string[]>,
): Set<string> {
  const seen = new Set(start)
  for (const name of seen) for (const next of edges[name] ?? []) seen.add(next)
  return seen
}

function reversed(edges: Record<string, readonly string[]>): Record<string, string[]> {
  const back: Record<string, string[]> = {}
  for (const [from, targets] of Object.entries(edges))
    for (const to of targets) (back[to] ??= []).push(from)
  return back
}
