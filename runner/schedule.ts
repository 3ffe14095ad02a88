import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultContext } from './fault.ts'
import { undoOf } from '../history/events.ts'
import type { OperatorPolicy } from './operator.ts'
import type { Random } from './random.ts'
import { recordEvent, type Recorder } from './recorder.ts'

export interface Planned {
  fault: Fault
  /** Milliseconds after the load began. */
  injectAtMs: number
  undoAtMs: number
}

/** How long a cluster may take to find its order again after a fault. */
const HEAL_LIMIT_MS = 60_000

const CALM_PART = 0.25
const JITTER_PART = 0.15
const IN_FORCE_PART = 0.6

/**
 * Divides the time after a calm quarter evenly between the faults, one after the other: each begins a random moment
 * into its share and is taken back after six tenths of it, so that recovery is seen under load too.
 */
export function plan(faults: readonly Fault[], timeLimitMs: number, random: Random): Planned[] {
  const calmMs = timeLimitMs * CALM_PART
  const shareMs = (timeLimitMs - calmMs) / Math.max(1, faults.length)
  return faults.map((fault, i) => {
    const beginMs = calmMs + i * shareMs
    const injectAtMs = beginMs + random.float() * JITTER_PART * shareMs
    return { fault, injectAtMs, undoAtMs: beginMs + IN_FORCE_PART * shareMs }
  })
}

/**
 * The least time limit, in milliseconds, at which a plan of so many faults leaves each of them in force until the
 * operator must have given the primary up: at worst, every probe lasts its whole timeout, and so does the one that asks
 * once more before anybody is fenced; and all have as much time as the fault that prepares its blow for longest. What is left of each share is for recovery.
 */
export function leastTimeMs(
  faults: readonly Pick<Fault, 'leadMs'>[],
  policy: OperatorPolicy,
): number {
  const { failures, intervalMs, timeoutMs } = policy
  const detectionMs = failures * (intervalMs + timeoutMs) + timeoutMs
  const leadMs = Math.max(0, ...faults.map((fault) => fault.leadMs ?? 0))
  const shareMs = (leadMs + detectionMs) / (IN_FORCE_PART - JITTER_PART)
  return (faults.length * shareMs) / (1 - CALM_PART)
}

export interface ScheduleOptions {
  context: FaultContext
  record: Recorder
  exclusively: <T>(act: () => Promise<T>) => Promise<T>
  /** Every undo is put here before anything else happens, so that none is ever left out. */
  undos: AsyncDisposableStack
}

/** Carries the plan out; what is in force when the signal comes is left to the stack of undos. */
export async function carryOut(
  planned: readonly Planned[],
  options: ScheduleOptions,
  signal: AbortSignal,
): Promise<void> {
  const begin = performance.now()
  const until = async (ms: number) => {
    const waitMs = Math.max(0, begin + ms - performance.now())
    await sleep(waitMs, undefined, { signal }).catch(() => {})
    return !signal.aborted
  }
  for (const { fault, injectAtMs, undoAtMs } of planned) {
    if (!(await until(injectAtMs))) return
    const undo = await inject(fault, options)
    if (!(await until(undoAtMs))) return
    await undo()
  }
}

/** Injects a fault and returns its undo, which does its work once however often it is called. */
async function inject(fault: Fault, options: ScheduleOptions): Promise<() => Promise<void>> {
  const { context, record, exclusively, undos } = options
  const { nodes, undo } = await recordEvent(
    record,
    'fault',
    fault.name,
    {},
    () => fault.inject(context),
    (injection) => ({ nodes: injection.nodes, ...injection.detail }),
  )
  let undone = false
  const once = async () => {
    if (undone) return
    undone = true
    const mend = async () => {
      await undo()
      await context.cluster.heal(HEAL_LIMIT_MS)
    }
    await exclusively(() => recordEvent(record, 'undo', undoOf(fault.name), { nodes }, mend))
  }
  // A run that was broken off has taken everything back by now; what came into force after that is owed too.
  if (undos.disposed) await once()
  else undos.defer(once)
  return once
}
