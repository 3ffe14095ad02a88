import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Claim, Decision, Judged } from '../../runner/claim.ts'
import { changesOf, type Evidence } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { acknowledgedBetween } from './acknowledged.ts'
import { crashesOf, type Crash } from './crashes.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { speaksOfLosses, type Losses } from './losses.ts'
import { lossBesideFailovers, mayBeOf, unlosable } from './lost-writes.ts'

/** As every server here has it, in milliseconds. */
export const WAL_WRITER_DELAY_MS = 200
/** "the actual maximum duration of the risk window is three times wal_writer_delay". */
const WINDOW_NS = 3 * WAL_WRITER_DELAY_MS * 1e6
/** So late a machine may be that has other things to do. */
export const LATE_NS = 1e9

const source =
  'PostgreSQL documentation, chapter "Reliability and the Write-Ahead Log", section "Asynchronous Commit"'

/** Gets the crashes that a claim speaks of, and all others of the run. */
type Decide = (judged: Judged, evidence: Evidence, crashes: Crash[], others: Crash[]) => Decision

/** Of which crashes a claim speaks. */
export type Crashes = 'all' | 'of servers alone' | 'of power'
const isMeant = ({ isLossOfPower }: Crash, which: Crashes) =>
  which === 'all' || isLossOfPower === (which === 'of power')

/** A claim about crashes that the server recovers from by itself, each in its mode and with something to lose. */
export function afterCrash(
  told: Pick<Claim, 'id' | 'sentence'> & Partial<Pick<Claim, 'source'>>,
  mode: ExpectedMode,
  workload: Losses,
  which: Crashes,
  decide: Decide,
): Claim {
  const meant = (crash: Crash) => isMeant(crash, which)
  return {
    source,
    ...told,
    trial: (evidence) => crashesOf(evidence).some(meant),
    covers: speaksOfLosses(workload),
    decide(judged, evidence) {
      if (judged.acknowledged === 0) return unknown('No write was acknowledged.')
      if (judged.lost === null && judged.checks.durability) return unlosable(judged)
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return unknown(otherMode)
      const crashes = crashesOf(evidence)
      const others = crashes.filter((crash) => !meant(crash))
      return decide(judged, evidence, crashes.filter(meant), others)
    },
  }
}

/** A commit that waits for its own disk is there after a crash; those of the last moment would have been lost without. */
export function crashLosesNothing(
  mode: ExpectedMode,
  workload: Losses,
  which: Crashes = 'all',
): Claim {
  const told = {
    id: 'crash-loses-nothing',
    sentence:
      'a transaction reported to be committed will be preserved, even in the event of a server crash immediately after',
  }
  return afterCrash(told, mode, workload, which, (judged, evidence, crashes, others) => {
    const loss = lossBesideFailovers('a crash', judged, evidence, workload)
    if (loss?.verdict === 'violated') return explained(evidence, crashes, others) ?? loss
    if (loss !== undefined) return loss
    const inTheWindow = crashes.map(({ node, struckNs }) =>
      acknowledgedBetween(evidence, node, struckNs - WINDOW_NS, struckNs),
    )
    const power = { acknowledgedJustBefore: Math.min(...inTheWindow) }
    if (power.acknowledgedJustBefore === 0)
      return unknown(
        'Nothing was acknowledged in the last moment before a crash, so nothing could have been lost.',
        power,
      )
    const times = crashes.length === 1 ? 'a crash' : `${crashes.length} crashes`
    return {
      verdict: 'holds',
      reason: `None of ${judged.acknowledged} acknowledged writes was lost in ${times}, though ${power.acknowledgedJustBefore} were acknowledged in the ${WINDOW_NS / 1e6} ms before.`,
      power,
    }
  })
}

/** A commit that waits for no disk may be lost in a crash, if it is one of the last, and no older one. */
export function crashLosesTheLatest(
  mode: ExpectedMode,
  workload: Losses,
  which: Crashes = 'all',
): Claim {
  const told = {
    id: 'crash-loses-the-latest-commits-only',
    sentence: 'the actual maximum duration of the risk window is three times wal_writer_delay',
  }
  const withDelay = { ...mode, wal_writer_delay: String(WAL_WRITER_DELAY_MS) }
  return afterCrash(told, withDelay, workload, which, (judged, evidence, crashes, others) => {
    const { lost } = judged
    if (lost === null) return unknown('Nobody can tell which writes of this workload were lost.')
    if (lost > 0 && evidence.failovers.length > 0) return mayBeOf('a failover')
    if (lost > 0 && others.length > 0) return mayBeOf('a loss of power')
    const decision = latestOnly(lost, judged, evidence, crashes)
    const isBroken = decision.verdict === 'violated'
    return isBroken && changesOf(evidence).length > 0 ? mayBeOf('a switchover') : decision
  })
}

function latestOnly(
  lost: number,
  { acknowledged, checks }: Judged,
  evidence: Evidence,
  crashes: readonly Crash[],
): Decision {
  const { holes, lostWrites, lostWindow } = checks.durability as DurabilityResult
  if (holes > 0 && crashes.some(({ isByDisk }) => isByDisk))
    return {
      ...unknown('Its disk may have ended the server more than once, with what survived between.'),
      wouldHold: true,
    }
  if (holes > 0)
    return {
      verdict: 'violated',
      reason: `${holes} of the ${lost} lost writes were acknowledged before a write that survived on the same node.`,
    }
  if (lost > lostWrites.length && crashes.length > 1)
    return unknown('More writes were lost than are told one by one.')
  const told = lostWrites.map(({ acknowledged: { timeNs } }) => timeNs)
  // Of more than are told one by one the last is told all the same.
  const times = lostWindow === null ? told : [...told, lostWindow.lastNs]
  const ages = times.map((timeNs) => ageAtNext(timeNs, crashes))
  if (ages.includes(undefined))
    return { verdict: 'violated', reason: 'A lost write was acknowledged after the last crash.' }
  const oldestNs = Math.max(0, ...ages.map((age) => age ?? 0))
  if (oldestNs > WINDOW_NS + LATE_NS)
    return {
      verdict: 'violated',
      reason: `A lost write was acknowledged ${tell(oldestNs)} before the crash, where ${tell(WINDOW_NS)} are allowed, and ${tell(LATE_NS)} to a busy machine.`,
    }
  const power = { olderWrites: Math.min(...crashes.map((crash) => olderThan(evidence, crash))) }
  if (lost === 0)
    return unknown(
      `None of ${acknowledged} acknowledged writes was lost this time, so the run doesn't show what might be.`,
      power,
    )
  if (power.olderWrites === 0)
    return unknown('No write was old enough to break the bound: use a longer --time-limit.', power)
  return {
    verdict: 'holds',
    reason: `${lost} of ${acknowledged} acknowledged writes were lost in a crash, the oldest of them acknowledged ${tell(oldestNs)} before.`,
    power,
  }
}

/** What else than the crash of a server may have lost what was lost. */
function explained(
  evidence: Evidence,
  crashes: readonly Crash[],
  others: readonly Crash[],
): Decision | undefined {
  if (changesOf(evidence).length > 0) return mayBeOf('a switchover')
  if (others.length > 0) return mayBeOf('a loss of power')
  const liar = crashes.find(({ liedSinceNs }) => liedSinceNs !== undefined)
  return liar && unknown(`The disk of ${liar.node} had said that it kept what it had not.`)
}

/** How old a write was at least at the first crash that came no later than the server may still have answered. */
function ageAtNext(timeNs: number, crashes: readonly Crash[]): number | undefined {
  const next = crashes.find(({ inForceNs }) => timeNs < inForceNs + LATE_NS)
  return next && forgotSinceNs(next) - timeNs
}

function olderThan(evidence: Evidence, crash: Crash): number {
  return acknowledgedBetween(evidence, crash.node, 0, forgotSinceNs(crash) - WINDOW_NS - LATE_NS)
}

/** From then on nothing of what was written was kept. */
function forgotSinceNs({ struckNs, liedSinceNs = struckNs }: Crash): number {
  return liedSinceNs
}

function tell(ns: number): string {
  return `${Math.max(0, Math.round(ns / 1e6))} ms`
}
