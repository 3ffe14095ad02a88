import { availability } from './availability/availability.ts'
import type { Checker } from './checker.ts'
import { divergence } from './divergence/divergence.ts'
import { durability } from './durability/durability.ts'
import { setFull, type SetFullOptions } from './durability/set-full.ts'
import { set } from './durability/set.ts'
import { integrity } from './integrity/integrity.ts'
import { bank, type BankOptions } from './invariants/bank.ts'
import { counter } from './invariants/counter.ts'
import { longFork } from './invariants/long-fork.ts'
import { monotonic } from './invariants/monotonic.ts'
import { sequence, type SequenceOptions } from './invariants/sequence.ts'
import { totalQueue } from './invariants/total-queue.ts'
import { uniqueIds } from './invariants/unique-ids.ts'
import { latency } from './latency/latency.ts'
import { linearizability, type LinearizabilityOptions } from './linearizability/linearizability.ts'
import { modelNamed, type ModelOptions } from './linearizability/models/catalog.ts'
import { orphans } from './orphans/orphans.ts'
import { staleness, type StalenessOptions } from './staleness/staleness.ts'
import { thinAir } from './staleness/thin-air.ts'
import type { Promised } from './transactions/check.ts'
import { listAppend } from './transactions/list-append.ts'
import type { KeyAssumptions } from './transactions/register-order.ts'
import { rwRegister } from './transactions/rw-register.ts'

/** What can be asked of some checker; each takes what is its own and passes over the rest. */
export interface CheckerOptions
  extends
    Omit<LinearizabilityOptions, 'model'>,
    ModelOptions,
    Promised,
    KeyAssumptions,
    SetFullOptions,
    BankOptions,
    SequenceOptions,
    StalenessOptions {
  /** The name of a model of linearizability. */
  model?: string
}

/** Every checker by name; its own `about` is its line in `splitbrain list`. */
export const checkers: Record<string, (options?: CheckerOptions) => Checker> = {
  linearizability: (options = {}) =>
    linearizability({ ...options, model: modelNamed(options.model ?? 'cas-register', options) }),
  'list-append': listAppend,
  'rw-register': rwRegister,
  durability: () => durability(),
  set,
  'set-full': setFull,
  divergence: () => divergence(),
  staleness,
  'thin-air': thinAir,
  bank,
  counter,
  'long-fork': longFork,
  monotonic,
  sequence,
  'total-queue': totalQueue,
  'unique-ids': uniqueIds,
  availability: () => availability(),
  latency,
  integrity,
  orphans,
}
