import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Claim, Decision, Judged } from '../../runner/claim.ts'
import type { Evidence, Failover, Held } from '../../runner/evidence.ts'
import { archiveAway, SHIPPING_SECONDS } from './archive-away.ts'
import { fellInOrder } from './crashes.ts'
import { notInForce } from './in-force.ts'
import { lostAgeSeconds, olderThan } from './lost-age.ts'
import { speaksOfLosses, type Losses } from './losses.ts'
import { logShipping } from './manual.ts'
import { segmentsUpTo, type ShippingOptions } from './shipping.ts'

/** The server counts its timeout in whole seconds. */
const COUNTING_SECONDS = 1

export interface ArchiveTimeoutOptions extends ShippingOptions {
  /** In seconds. */
  archiveTimeout: number
}

/**
 * How old what is lost may be, and how much WAL: what was written within the timeout (and the second by which the server
 * may miscount, and the time to ship a segment) before the primary lost the archive; and the segment that was being
 * written, with those that were finished and under way.
 */
export function timeoutBoundsLoss(options: ArchiveTimeoutOptions, workload: Losses): Claim {
  return {
    id: 'archive-timeout-bounds-the-loss',
    sentence:
      'The size of the data loss window in file-based log shipping can be limited by use of the archive_timeout parameter',
    source: logShipping,
    trial: 'failover',
    covers: speaksOfLosses(workload),
    decide(judged, evidence) {
      const blind = nothingToBound(judged, evidence, options)
      if (blind !== undefined) return { verdict: 'unknown', reason: blind }
      return decideAll(evidence.failovers.map((each) => loss(judged, evidence, each, options)))
    },
  }
}

/** The oldest that a lost write may be: only one that is older could break the claim. */
export function windowSeconds({
  archiveTimeout,
}: Pick<ArchiveTimeoutOptions, 'archiveTimeout'>): number {
  return archiveTimeout + COUNTING_SECONDS + SHIPPING_SECONDS
}

function nothingToBound(
  { acknowledged, lost, checks }: Judged,
  evidence: Evidence,
  options: ArchiveTimeoutOptions,
): string | undefined {
  const { failovers } = evidence
  if (acknowledged === 0) return 'No write was acknowledged, so none could have been lost.'
  if (failovers.length === 0)
    return 'No failover took place, so the sentence was not put to the test.'
  const durability = checks.durability as DurabilityResult | undefined
  if (durability !== undefined && lost === null)
    return durability.reason ?? 'Durability could not be judged.'
  if (failovers.length > 1 && (lost ?? 0) > (durability?.lostWrites.length ?? 0))
    return 'More writes were lost than are told one by one, so that some failover’s are not known.'
  const unmeasured = failovers.find(({ toLsnBytes }) => toLsnBytes === undefined)
  if (unmeasured !== undefined)
    return `Nobody knows how far ${unmeasured.to} had come when it took over.`
  const orderly = failovers.find((each) => fellInOrder(evidence, each))
  if (orderly !== undefined)
    return `${orderly.from} was shut down in order, and ships all that it has then, whatever its timeout is.`
  return (
    notInForce(evidence, options.mode) ??
    failovers
      .map((each) => archiveAway(evidence, each, options.archive, windowSeconds(options)))
      .find((away) => away !== undefined)
  )
}

/** What a failover lost, against its bounds. */
interface Loss {
  failover: Failover
  bytes: number
  mostBytes: number
  /** How long before the primary lost the archive the first lost write was acknowledged; undefined where none is known. */
  seconds?: number
  mostSeconds: number
  /** Writes that were acknowledged before all that may be lost: each could have broken the bound. */
  older: number
}

function loss(
  judged: Judged,
  evidence: Evidence,
  failover: Failover,
  options: ArchiveTimeoutOptions,
): Loss {
  const toLsnBytes = failover.toLsnBytes!
  const { lsnBytes, shipping } = failover.held as Required<Held>
  const mostSeconds = windowSeconds(options)
  const seconds = lostAgeSeconds(judged, evidence, failover)
  return {
    failover,
    bytes: Math.max(0, lsnBytes - segmentsUpTo(toLsnBytes, options.segmentBytes)),
    mostBytes: (1 + shipping.waitingSegments) * options.segmentBytes,
    ...(seconds !== undefined && { seconds }),
    mostSeconds,
    older: olderThan(evidence, failover, mostSeconds),
  }
}

function decideAll(losses: Loss[]): Decision {
  const power = { olderWrites: losses.reduce((sum, { older }) => sum + older, 0) }
  const late = losses.find(({ seconds = 0, mostSeconds }) => seconds > mostSeconds)
  const large = losses.find(({ bytes, mostBytes }) => bytes > mostBytes)
  const broken = late ?? large
  if (broken !== undefined) return { verdict: 'violated', reason: tell(broken), power }
  const untested = losses.find(({ older }) => older === 0)
  if (untested !== undefined)
    return {
      verdict: 'unknown',
      reason: `No write was acknowledged more than ${untested.mostSeconds} s before ${untested.failover.from} fell, so none could have broken the bound: use a longer --time-limit or a shorter --archive-timeout.`,
      power,
    }
  return { verdict: 'holds', reason: losses.map(tell).join(' '), power }
}

function tell({ failover: { from }, seconds, mostSeconds, bytes, mostBytes, older }: Loss): string {
  const age =
    seconds === undefined
      ? ''
      : `The first lost write was acknowledged ${seconds.toFixed(1)} s before ${from} lost the archive, where ${mostSeconds} s are allowed. `
  return `${age}${bytes} bytes of WAL were lost, where ${mostBytes} are allowed; ${older} writes were older than ${mostSeconds} s.`
}
