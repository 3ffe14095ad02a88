import { illegal } from '../model.ts'
import type { Call, Model } from '../model.ts'

/** One string a key, empty at first: `get` returns it, `put` sets it, `append` lengthens it, as in Porcupine's data. */
export function keyValue(): Model<string> {
  return {
    name: 'key-value',
    about: 'one string a key: get, put, append',
    operations: ['get', 'put', 'append'],
    byKey: true,
    init: (initial) => (initial ?? '') as string,
    step: (held, { f, input, output }) => {
      if (f === 'put') return (input ?? '') as string
      if (f === 'append') return `${held}${input}`
      return held === (output ?? '') ? held : illegal
    },
    isRead: ({ f }) => f === 'get',
    canComeTrue,
    describe,
  }
}

function canComeTrue(state: string, { output }: Call, others: readonly Call[]): boolean {
  const held = (output ?? '') as string
  const starts = others.filter(({ f }) => f === 'put').map(({ input }) => input as string)
  const appended = others.filter(({ f }) => f === 'append').map(({ input }) => input as string)
  return [state, ...starts].some(
    (start) => held.startsWith(start) && isMadeOf(held.slice(start.length), appended),
  )
}

/** Whether the text may be some of the pieces, each used once; where more than one fits next it gives in. */
function isMadeOf(text: string, pieces: readonly string[]): boolean {
  const left = new Set(pieces)
  for (let rest = text; rest !== '';) {
    const fitting = [...left].filter((piece) => piece !== '' && rest.startsWith(piece))
    if (fitting.length !== 1) return fitting.length > 1
    left.delete(fitting[0])
    rest = rest.slice(fitting[0].length)
  }
  return true
}

function describe({ f, input, output }: Call): string {
  return f === 'get' ? `get → ${JSON.stringify(output ?? '')}` : `${f} ${JSON.stringify(input)}`
}
