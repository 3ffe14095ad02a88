import type { Access, Call } from './call.ts'
import type { Origins } from './origins.ts'

/** What `step` returns when the call could not have ended as it did in this state. */
export const illegal: unique symbol = Symbol('illegal')

/** Where the values that calls see come from, in a model's words. */
export interface OriginsOf {
  /** An account of them when nothing has begun; `initial` as for `init`. */
  from(initial: unknown): Origins
  /** What the field calls a call that sees: `read`, `dequeue`. */
  sight: string
  /** What brings values into being, as in `nobody wrote`. */
  wrote: string
}

/** A sequential object: what each operation does when nothing else happens meanwhile. All functions are pure. */
export interface Model<State = any> {
  name: string
  /** One line for `splitbrain list`. */
  about: string
  /** The `f`s it knows; any other in a history is an error. */
  operations: readonly string[]
  /** `initial` is `About.initial`, `undefined` where the run doesn't say. */
  init(initial: unknown): State
  /** What `initial` must be, where not anything will do; a run that says otherwise is refused. */
  startsAs?: { what: string; fits(initial: unknown): boolean }
  /** The state after the call, or `illegal`. A call whose outcome is unknown is only ever asked for its effect. */
  step(state: State, call: Call): State | typeof illegal
  /** Two states are equal exactly when their identities are; needed where states aren't primitive values. */
  identity?(state: State): string | number
  /** Each key is an object of its own, so keys are judged apart (Horn and Kroening's P-compositionality). */
  byKey?: boolean
  /** The call changes no state whatsoever: it may go wherever its output is right. */
  isRead?(call: Call): boolean
  /** The call sets the whole state whatever it was: what came before it is forgotten. */
  isBlindWrite?(call: Call): boolean
  /**
   * False if it is certain that no order of some of `others` leads from `state` to where the read is right: lets a
   * search turn round at once instead of when the read ends.
   */
  canComeTrue?(state: State, read: Call, others: readonly Call[]): boolean
  /** The same model with fewer states, where some make no difference to any of these calls: for shorter searches. */
  forCalls?(calls: readonly Call[]): Model<State>
  /** Calls that are alike do the same in every state; without it only those that are equal are. */
  likeness?(call: Call): unknown
  /**
   * The call's answer depends on the state, so it was seen whether that was right: where nothing was observed a history
   * proves nothing. Without it, whatever ended counts as seen.
   */
  observes?(call: Call): boolean
  /** The call proves nothing, so it is left out. */
  isIgnored?(call: Call): boolean
  /** What is wrong with the call's values, as `cas takes [old, new], not 3`; such a history is refused. */
  malformed?(call: Call): string | undefined
  /** Names of operations whose failure is an observation too, as a compare-and-set that found another value. */
  observedFailures?: readonly string[]
  /** Finds what was seen and came from nowhere, before any search. */
  origins?: OriginsOf
  /** For registers: lets the zone method judge histories of unique values. */
  access?(call: Call): Access
  /** For grow-only sets: the layer method judges histories of `add` and whole-set `read`. */
  growOnlySet?: boolean
  /**
   * For first-in, first-out queues of `enqueue` and `dequeue`: the patterns judge histories of unique elements, and a
   * search of their own the others.
   */
  fifoQueue?: boolean
  /**
   * Groups of calls, any number of which can be left out of a linearizable history so that it stays linearizable: what
   * a witness is shrunk by. Without it only reads are left out.
   */
  removable?(calls: readonly Call[]): number[][]
  /** The anomaly's name, and what the call did, where it fits nowhere: if that is more than being stale. */
  misfit?(call: Call): { name: string; text: string }
  /** The call in words, as `write 3` or `read → 3`. */
  describe?(call: Call): string
}
