import type { ClaimResult, RunRecord, RunResults } from '../runner/results.ts'
import { count, plural, seconds } from './quantities.ts'

/** How the run replicated: its label, or what an older record's options say. */
export function modeOf(run: RunRecord): string {
  if (run.label !== undefined) return run.label
  const { sync } = run.options
  if (sync === undefined) return ''
  return sync === 'async' || sync === 'sync' ? sync : `sync ${String(sync)}`
}

/** Scenario and mode: what a reader calls the run by. */
export function titleOf(run: RunRecord): string {
  return [run.scenario, modeOf(run)].filter(Boolean).join(' ')
}

/** The whole run in one plain sentence, for people who read nothing else. */
export function headline(results: RunResults): string {
  const title = titleOf(results.run)
  const { error, verdict } = results
  if (error === undefined) return `${title}: ${loss(results)}; ${judgement(results)}.`
  const broke = `the run broke off in its phase “${error.phase}”`
  return verdict === 'unknown'
    ? `${title}: ${broke}, so nothing is proved.`
    : `${title}: ${loss(results)}; ${judgement(results)}; ${broke}.`
}

/** What became of the run, for a reader who knows which one it is: `pass: none of 90 acknowledged writes lost, …`. */
export function outcomeOf(results: RunResults): string {
  const { verdict, error, rtoSeconds } = results
  if (error) return `${verdict}: the run broke off in its phase “${error.phase}”`
  const recovery = rtoSeconds === null ? 'recovery unknown' : `recovery ${seconds(rtoSeconds)}`
  return `${verdict}: ${loss(results)}, ${recovery}`
}

function loss({ acknowledged, lost }: RunResults): string {
  if (acknowledged === null) return 'nobody can say what was acknowledged'
  if (acknowledged === 0) return 'no write was acknowledged'
  const writes = plural(acknowledged, 'acknowledged write')
  if (lost === null) return `nobody can say how many of ${writes} were lost`
  return lost === 0 ? `none of ${writes} lost` : `${count(lost)} of ${writes} lost`
}

const stands: Record<ClaimResult['verdict'], string> = {
  holds: 'the claim holds',
  violated: 'the claim is violated',
  unknown: 'the claim is undecided',
}

function judgement(results: RunResults): string {
  const { findings } = results
  const red = findings.find(({ verdict }) => verdict === 'fail') ?? findings[0]
  return red === undefined ? onTrial(results) : `${onTrial(results)}; ${withoutStop(red.reason)}`
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '')

function onTrial({ claims, verdict }: RunResults): string {
  const claim = decisive(claims)
  if (claim === undefined)
    return `no sentence of the manual was on trial, the verdict is ${verdict}`
  const same = claims.filter((other) => other.verdict === claim.verdict).length
  const others = same > 1 ? ` (and ${same - 1} more like it)` : ''
  return `the manual says “${claim.sentence}”: ${stands[claim.verdict]}${others}`
}

/** The claim that a reader must hear of first. */
export function decisive(claims: readonly ClaimResult[]): ClaimResult | undefined {
  return (
    claims.find((claim) => claim.verdict === 'violated') ??
    claims.find((claim) => claim.verdict === 'unknown') ??
    claims[0]
  )
}
