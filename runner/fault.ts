import type { Effect } from '../history/effect.ts'
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'
import type { Recorder } from './recorder.ts'
import type { Capability } from './runtimes/runtime.ts'
import type { Cluster } from './topology.ts'
import type { Undo } from './undo.ts'

/** What an injection works with. */
export interface FaultContext {
  cluster: Cluster
  random: Random
  /** The history's own time, for a fault that has to tell when its blow fell. */
  now: Clock
  /** For what must not be taken for a failure half-way: the operator acts before it or after it, and looks again. */
  exclusively: <T>(act: () => Promise<T>) => Promise<T>
  /** The history itself, for a fault that has more to tell than its beginning and its end. */
  record: Recorder
  /** The end of all injecting: a fault that waits ends its waiting with it, and strikes no more. */
  over: AbortSignal
}

export interface Injection {
  /** The nodes that it was done to. */
  nodes: string[]
  undo: Undo
  /** What else the history is to say of it, as what it chose by chance. */
  detail?: Record<string, unknown>
  /**
   * What shows that it did something, asked once just before the undo. Whatever it says must come from what it was done
   * to, and never from the injection's having returned; nothing where this place has no means to tell.
   */
  effect(): Promise<Effect | undefined>
}

/**
 * Thrown by an injection that, before it has done anything, finds nothing to do it to: a sentence without its end. It
 * stands in the history as a fault that did nothing, and the run goes on.
 */
export class MeetsNothing extends Error {}

/** What a fault is meant to bring about: the claims that speak of it are on trial then. */
export type Aim = 'failover' | 'standbys away'

/** One fault in one form, with its target and its settings. */
export interface Fault {
  /** As it was asked for, for example `delay-clients:ms=20`. */
  name: string
  needs: readonly Capability[]
  /** Absent where it may bring about anything or nothing. */
  aim?: Aim
  /** How long it prepares its blow, which a schedule must leave it time for; absent is not at all. */
  leadMs?: number
  /** How long it is in force, where its nature says that and not the schedule's share for it. */
  lastsMs?: number
  inject(context: FaultContext): Promise<Injection>
}
