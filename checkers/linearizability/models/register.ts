import type { Access, Call } from '../call.ts'
import { illegal } from '../model.ts'
import type { Model } from '../model.ts'
import { identityOf } from '../values.ts'
import { show } from '../show.ts'
import { writesNobodyNeeds } from '../removable.ts'
import { Things } from '../things.ts'
import type { Traces } from '../things.ts'

export interface RegisterOptions {
  /** A failed `cas` proves that the value differed, as in Porcupine's etcd data; otherwise it proves nothing. */
  failedCasObserves?: boolean
  /** A read of `null` may have seen anything, as in Knossos' data; otherwise it saw a register never written. */
  nilReadUnknown?: boolean
}

/** One value a key: `read` returns it, `write` sets it. Never written: `null`, unless the run says otherwise. */
export function register(options: RegisterOptions = {}): Model {
  return {
    name: 'register',
    about: 'one value a key: read, write',
    operations: ['read', 'write'],
    byKey: true,
    init: (initial) => initial ?? null,
    step,
    identity: (state) => identityOf(state) as string,
    isRead: ({ f, outcome }) => f === 'read' || outcome === 'failed',
    observes: ({ f }) => f !== 'write',
    isIgnored: ({ f, output }) =>
      f === 'read' && options.nilReadUnknown === true && (output ?? null) === null,
    isBlindWrite: ({ f }) => f === 'write',
    access,
    origins: { from: (initial) => new Things(traces(initial)), sight: 'read', wrote: 'wrote' },
    removable: (calls) => writesNobodyNeeds(calls, access),
    malformed: ({ f, input }) =>
      f !== 'cas' || isPair(input) ? undefined : `cas takes [old, new], not ${show(input)}`,
    describe,
  }
}

/** A register that also has `cas` with `[old, new]`: sets `new` if it finds `old`. */
export function casRegister(options: RegisterOptions = {}): Model {
  return {
    ...register(options),
    name: 'cas-register',
    about: 'one value a key: read, write, cas [old, new]',
    operations: ['read', 'write', 'cas'],
    observedFailures: options.failedCasObserves ? ['cas'] : [],
  }
}

function step(state: unknown, call: Call): unknown {
  if (call.f === 'write') return call.input ?? null
  if (call.f === 'read') return same(state, call.output) ? state : illegal
  const [old, next] = call.input as [unknown, unknown]
  if (call.outcome === 'failed') return same(state, old) ? illegal : state
  return same(state, old) ? (next ?? null) : illegal
}

function access(call: Call): Access {
  if (call.f === 'write') return { left: { value: call.input } }
  if (call.f === 'read') return { saw: { value: call.output } }
  const [old, next] = call.input as [unknown, unknown]
  return { saw: { value: old }, left: { value: next } }
}

function traces(initial: unknown): Traces {
  const accessOf = (call: Call): Access => (call.outcome === 'failed' ? {} : access(call))
  return {
    first: [initial ?? null],
    seen(call) {
      const { saw } = call.f === 'read' && call.outcome === 'unknown' ? {} : accessOf(call)
      return saw ? [saw.value] : []
    },
    left(call) {
      const { left } = accessOf(call)
      return left ? [left.value] : []
    },
  }
}

function describe({ f, input, output, outcome }: Call): string {
  if (f === 'read') return outcome === 'done' ? `read → ${show(output)}` : 'read'
  if (f === 'write') return `write ${show(input)}`
  const [old, next] = input as [unknown, unknown]
  return `cas ${show(old)} → ${show(next)}${outcome === 'failed' ? ' (failed)' : ''}`
}

const same = (a: unknown, b: unknown): boolean => a === b || identityOf(a) === identityOf(b)
const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2
