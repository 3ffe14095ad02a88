import { setTimeout as sleep } from 'node:timers/promises'
import { recordEvent, type Recorder } from './recorder.ts'
import type { Cluster } from './topology.ts'

export interface OperatorPolicy {
  intervalMs: number
  /** How long an unanswered probe is waited for. */
  timeoutMs: number
  /** So many probes in a row must fail before the primary is given up. */
  failures: number
}

export const defaultPolicy: OperatorPolicy = { intervalMs: 150, timeoutMs: 500, failures: 3 }

export interface OperatorOptions {
  cluster: Cluster
  record: Recorder
  policy: OperatorPolicy
  /** The operator and the end of a fault never rebuild the cluster at the same time. */
  exclusively: <T>(act: () => Promise<T>) => Promise<T>
}

/**
 * Stands in for whatever runs a cluster in production: asks the primary over its own link whether it lives, and when
 * it doesn't answer, fences it, promotes the most advanced standby and sends the clients there.
 */
export async function operate(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const { cluster, policy } = options
  let failures = 0
  while (!signal.aborted) {
    const watched = cluster.primary()
    const answered = await cluster.probe(policy.timeoutMs).then(
      () => true,
      () => false,
    )
    failures = answered ? 0 : failures + 1
    if (failures >= policy.failures && !signal.aborted) {
      await options.exclusively(() => replace(options, watched.name))
      failures = 0
    }
    await sleep(policy.intervalMs, undefined, { signal }).catch(() => {})
  }
}

async function replace(
  { cluster, record, policy }: OperatorOptions,
  failed: string,
): Promise<void> {
  // The end of a fault may have brought the primary back while this waited for its turn.
  const back = await cluster.probe(policy.timeoutMs).then(
    () => true,
    () => false,
  )
  if (back || cluster.primary().name !== failed) return
  const node = cluster.node(failed)
  await recordEvent(record, 'detect', { node: failed }, async () => {})
  try {
    await recordEvent(record, 'fence', { node: failed }, () => cluster.fence(node))
    const promote = () => cluster.failover()
    await recordEvent(record, 'failover', { from: failed }, promote, (to) => ({ to }))
  } catch {
    // Nothing is promoted beside a node that could not be fenced, or where no standby is left; the next round tries
    // again, and the history has the reason.
  }
}
