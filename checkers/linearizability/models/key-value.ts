import type { Call } from '../call.ts'
import { illegal } from '../model.ts'
import type { Model } from '../model.ts'
import { show } from '../show.ts'
import { Texts } from '../texts.ts'

/** What no `get` ever began with: all such strings are as good as this one until the next `put`. */
const NEVER_SEEN = Symbol('never seen')

type State = string | typeof NEVER_SEEN

/** One string a key, empty at first: `get` returns it, `put` sets it, `append` lengthens it, as in Porcupine's data. */
export function keyValue(): Model<State> {
  return {
    name: 'key-value',
    about: 'one string a key: get, put, append',
    operations: ['get', 'put', 'append'],
    byKey: true,
    init: (initial) => (initial ?? '') as string,
    startsAs: { what: 'a string', fits: (initial) => typeof initial === 'string' },
    step,
    isRead: ({ f }) => f === 'get',
    isBlindWrite: ({ f }) => f === 'put',
    origins: {
      from: (initial) => new Texts((initial ?? '') as string),
      sight: 'read',
      wrote: 'put or appended',
    },
    observes: ({ f }) => f === 'get',
    canComeTrue,
    forCalls: withOnlyStatesSeen,
    malformed,
    describe,
  }
}

function step(held: State, { f, input, output }: Call): State | typeof illegal {
  if (f === 'put') return input as string
  if (f === 'append') return held === NEVER_SEEN ? held : `${held}${input}`
  return held === (output ?? '') ? held : illegal
}

function withOnlyStatesSeen(calls: readonly Call[]): Model<State> {
  const gets = calls.filter(({ f }) => f === 'get')
  const outputs = gets.map(({ output }) => (output ?? '') as string)
  return {
    ...keyValue(),
    step: (held, call) => {
      const next = step(held, call)
      const isSeen = typeof next === 'string' && outputs.some((output) => output.startsWith(next))
      return isSeen || next === illegal ? next : NEVER_SEEN
    },
  }
}

function malformed({ f, input, output }: Call): string | undefined {
  if (f !== 'get' && typeof input !== 'string') return `${f} takes a string, not ${show(input)}`
  return typeof (output ?? '') === 'string'
    ? undefined
    : `${f} returns a string, not ${show(output)}`
}

function canComeTrue(state: State, { output }: Call, others: readonly Call[]): boolean {
  const held = (output ?? '') as string
  const starts = others.filter(({ f }) => f === 'put').map(({ input }) => input as string)
  const appended = others.filter(({ f }) => f === 'append').map(({ input }) => input as string)
  return [state, ...starts].some(
    (start) =>
      typeof start === 'string' &&
      held.startsWith(start) &&
      isMadeOf(held.slice(start.length), appended),
  )
}

/** Whether the text may be some of the pieces, each used once; where more than one fits next it gives in. */
function isMadeOf(text: string, pieces: readonly string[]): boolean {
  const left = [...pieces]
  for (let rest = text; rest !== '';) {
    const fitting = left.filter((piece) => piece !== '' && rest.startsWith(piece))
    if (fitting.length === 0) return false
    if (fitting.some((piece) => piece !== fitting[0])) return true
    left.splice(left.indexOf(fitting[0]), 1)
    rest = rest.slice(fitting[0].length)
  }
  return true
}

function describe({ f, input, output, outcome }: Call): string {
  if (f !== 'get') return `${f} ${show(input)}`
  return outcome === 'done' ? `get → ${show(output ?? '')}` : 'get'
}
