import type { Call } from '../call.ts'
import { illegal } from '../model.ts'
import type { Model } from '../model.ts'
import { show, valueOf } from '../show.ts'
import { Things } from '../things.ts'
import type { Traces } from '../things.ts'
import { identityOf } from '../values.ts'
import type { RegisterOptions } from './register.ts'

type MicroOperation = [f: string, key: string | number, value: unknown]
type Registers = Readonly<Record<string, unknown>>

/**
 * Several registers at once: `txn` is a list of `["r", key, value]` and `["w", key, value]` (or `read`, `write`) that
 * takes effect as a whole. `initial` maps keys to values; a register never written holds `null`.
 */
export function multiRegister(
  options: Pick<RegisterOptions, 'nilReadUnknown'> = {},
): Model<Registers> {
  const isSeen = (value: unknown): boolean =>
    options.nilReadUnknown !== true || (value ?? null) !== null
  return {
    name: 'multi-register',
    about: 'several registers at once: txn of [r | w, key, value]',
    operations: ['txn'],
    init: (initial) => ({ ...(initial as Registers | undefined) }),
    startsAs: {
      what: 'a map of keys',
      fits: (initial) => typeof initial === 'object' && !Array.isArray(initial),
    },
    step: (state, call) => step(state, call, isSeen),
    identity: (state) => identityOf(state) as string,
    isRead: (call) => microOperations(call).every(([f]) => isRead(f)),
    origins: {
      from: (initial) => new Things(traces((initial ?? {}) as Registers, isSeen)),
      sight: 'read',
      wrote: 'left there',
    },
    observes: (call) => microOperations(call).some(([f, , value]) => isRead(f) && isSeen(value)),
    malformed: (call) =>
      isTransaction(microOperations(call))
        ? undefined
        : `txn takes a list of [r | w, key, value], not ${show(microOperations(call))}`,
    describe: (call) =>
      microOperations(call)
        .map(([f, key, value]) => `${isRead(f) ? 'r' : 'w'} ${key} ${show(value)}`)
        .join(', '),
  }
}

function step(
  state: Registers,
  call: Call,
  isSeen: (value: unknown) => boolean,
): Registers | typeof illegal {
  const after: Record<string, unknown> = { ...state }
  for (const [f, key, value] of microOperations(call)) {
    if (!isRead(f)) after[key] = value
    else if (call.outcome === 'unknown' || !isSeen(value)) continue
    else if (identityOf(after[key]) !== identityOf(value)) return illegal
  }
  return after
}

/** Values are [key, value] here. Reads after an own write see that one, and of an own key's writes the last one counts. */
function traces(initial: Registers, isSeen: (value: unknown) => boolean): Traces {
  const isNothingAtFirst = (key: string | number, value: unknown): boolean =>
    (value ?? null) === null && (initial[key] ?? null) === null
  const writesOf = (call: Call): MicroOperation[] =>
    microOperations(call).filter(([f]) => !isRead(f))
  const thing = ([, key, value]: MicroOperation): unknown => [String(key), value ?? null]
  return {
    first: Object.entries(initial),
    seen: (call) => {
      const all = call.outcome === 'done' ? microOperations(call) : []
      const isOwn = (key: string | number, place: number): boolean =>
        all.slice(0, place).some(([f, other]) => !isRead(f) && String(other) === String(key))
      return all
        .filter(([f, key, value], place) => {
          const isForeign = isRead(f) && isSeen(value) && !isOwn(key, place)
          return isForeign && !isNothingAtFirst(key, value)
        })
        .map(thing)
    },
    left: (call) => {
      const last = new Map(writesOf(call).map((write) => [String(write[1]), write]))
      return [...last.values()].map(thing)
    },
    overwritten: (call) => writesOf(call).map(thing),
    describe: (identity) => {
      const [key, value] = valueOf(identity) as [string, unknown]
      return `${key} = ${show(value)}`
    },
  }
}

/** As the call ended, or as it began where nobody saw it end: then its reads are empty. */
function microOperations({ input, output, outcome }: Call): MicroOperation[] {
  return (outcome === 'done' ? output : input) as MicroOperation[]
}

function isTransaction(value: unknown): boolean {
  const names = ['r', 'w', 'read', 'write']
  return (
    Array.isArray(value) && value.every((each) => Array.isArray(each) && names.includes(each[0]))
  )
}

const isRead = (f: string): boolean => f === 'r' || f === 'read'
