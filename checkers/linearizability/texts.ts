import type { Call } from './call.ts'
import type { Missing, Origins } from './origins.ts'
import { show } from './show.ts'

/**
 * Texts that calls begin anew (`put`) and lengthen (`append`): what is seen must be one beginning and then pieces, of
 * which each may count any number of times here.
 */
export class Texts implements Origins {
  private readonly beginnings = new TextSet()
  private readonly pieces = new TextSet()
  /** The last text that was seen rightly: the next one often begins so. */
  private known: string

  constructor(first: string) {
    this.known = first
    this.beginnings.add(first)
  }

  begin(row: number, call: Call): void {
    this.leave(row, call)
  }

  leave(_: number, { f, input }: Call): void {
    if (f === 'put') this.beginnings.add(input as string)
    if (f === 'append') this.pieces.add(input as string)
  }

  end(_: number, { f, output }: Call): Missing | undefined {
    if (f !== 'get') return undefined
    const text = (output ?? '') as string
    const isLonger =
      text.startsWith(this.known) && this.reach(text, [this.known.length]) === text.length
    const reached = isLonger ? text.length : this.reach(text, this.beginnings.endsIn(text, 0))
    if (reached < text.length) return { what: beyond(text, reached), through: [] }
    this.known = text
    return undefined
  }

  /** How much of the text can be made when so much of it is: at most all of it, −1 where nothing begins so. */
  private reach(text: string, begun: number[]): number {
    const reached = new Uint8Array(text.length + 1)
    let furthest = -1
    for (let at = begun.pop(); at !== undefined; at = begun.pop()) {
      if (reached[at] === 1) continue
      reached[at] = 1
      furthest = Math.max(furthest, at)
      if (at === text.length) return at
      begun.push(...this.pieces.endsIn(text, at))
    }
    return furthest
  }
}

function beyond(text: string, reached: number): string {
  return reached < 1
    ? show(text)
    : `${show(text.slice(reached))} after ${show(text.slice(0, reached))}`
}

/** Texts by their length, of which a history has few. */
class TextSet {
  private readonly byLength = new Map<number, Set<string>>()

  add(text: string): void {
    const others = this.byLength.get(text.length)
    if (others) others.add(text)
    else this.byLength.set(text.length, new Set([text]))
  }

  /** Where those end that stand in `text` at this place. */
  endsIn(text: string, at: number): number[] {
    const lengths = [...this.byLength].filter(([length, all]) =>
      all.has(text.slice(at, at + length)),
    )
    return lengths.map(([length]) => at + length)
  }
}
