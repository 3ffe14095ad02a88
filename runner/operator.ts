import { setTimeout as sleep } from 'node:timers/promises'
import { recordEvent, recordMoment, type Recorder } from './recorder.ts'
import type { Guarded } from './topology.ts'

export interface OperatorPolicy {
  intervalMs: number
  /** How long an unanswered probe is waited for. */
  timeoutMs: number
  /** So many probes in a row must fail before the primary is given up. */
  failures: number
  fence: Fencing
}

/** Of a primary that was given up: it is made to end, its end is waited for, or nobody cares whether it goes on. */
export const fencings = ['yes', 'wait', 'no'] as const
export type Fencing = (typeof fencings)[number]

export const defaultPolicy: OperatorPolicy = {
  intervalMs: 150,
  timeoutMs: 500,
  failures: 3,
  fence: 'yes',
}

/** At most so long after the primary fell silent it is given up. */
export function patienceMs({
  intervalMs,
  timeoutMs,
  failures,
}: Omit<OperatorPolicy, 'fence'>): number {
  return (intervalMs + timeoutMs) * failures
}

/** At worst every probe lasts its whole timeout, and so does the one that asks once more before anybody is fenced. */
export function detectionMs(policy: Omit<OperatorPolicy, 'fence'>): number {
  return patienceMs(policy) + policy.timeoutMs
}

export interface OperatorOptions {
  group: Guarded
  record: Recorder
  policy: OperatorPolicy
  /** The operator and the end of a fault never rebuild the cluster at the same time. */
  exclusively: <T>(act: () => Promise<T>) => Promise<T>
}

/**
 * Stands in for whatever runs a cluster in production: asks the primary over its own link whether it lives, and when
 * it doesn't answer, fences it, promotes a standby and sends new clients there.
 */
export async function operate(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const { group, policy } = options
  let failures = 0
  let seen: Seen | undefined
  while (!signal.aborted) {
    const watched = group.primary()
    const lsnBytes = await group.probe(policy.timeoutMs).catch(() => undefined)
    if (lsnBytes !== undefined) seen = { from: watched, fromLsnBytes: lsnBytes }
    failures = lsnBytes === undefined ? failures + 1 : 0
    if (failures >= policy.failures && !signal.aborted) {
      const known = seen?.from === watched ? seen : { from: watched }
      await options.exclusively(() => replace(options, known))
      failures = 0
    }
    await sleep(policy.intervalMs, undefined, { signal }).catch(() => {})
  }
}

/** A primary, and its position when it answered last: it had at least so much. */
interface Seen {
  from: string
  fromLsnBytes?: number
}

async function replace({ group, record, policy }: OperatorOptions, seen: Seen): Promise<void> {
  // The end of a fault may have brought the primary back while this waited for its turn.
  const back = await group.probe(policy.timeoutMs).then(
    () => true,
    () => false,
  )
  const { from } = seen
  if (back || group.primary() !== from) return
  recordMoment(record, 'observed', 'detect', { node: from })
  try {
    // The next round asks again.
    if (policy.fence === 'wait' && !(await group.ended())) return
    if (policy.fence === 'wait') recordMoment(record, 'observed', 'ended', { node: from })
    if (policy.fence === 'yes')
      await recordEvent(record, 'operator', 'fence', { node: from }, () => group.fence())
    const promote = () => group.promote()
    await recordEvent(record, 'operator', 'failover', { ...seen }, promote, (done) => done)
    // It takes longer to be met than to answer, and is not given up for that.
    await group.probe(patienceMs(policy))
  } catch {
    // Nothing is promoted beside a node that could not be fenced, or where no standby is left; the next round tries
    // again, and the history has the reason.
  }
}
