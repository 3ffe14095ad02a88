import { SplitbrainError } from '../../../history/errors.ts'
import { mixNamed, type Mix } from '../../../scenarios/load/mixes.ts'

/** How a server is reached: as it is, over a link as all clients of runs have, or none that does anything. */
export type Way = 'direct' | 'link' | 'no-op'

/** One comparison of the clients. */
export interface Cell {
  way: Way
  mix: Mix
  clients: number
}

const clients = [1, 8, 32]

const compared: { way: Way; mixes: string[]; clients: number[] }[] = [
  { way: 'direct', mixes: ['select-only', 'tpcb-like', 'insert-only'], clients },
  { way: 'link', mixes: ['select-only', 'tpcb-like'], clients: [8] },
  { way: 'no-op', mixes: ['select-only'], clients },
]

const all: Cell[] = compared.flatMap(({ way, mixes, clients: counts }) =>
  mixes.flatMap((mix) => counts.map((count) => ({ way, mix: mixNamed(mix), clients: count }))),
)

export function nameOf({ way, mix, clients: count }: Cell): string {
  return `${way} ${mix.name} ${count}`
}

/** Those whose name has each of these words; a `usage` error where there is none. */
export function cellsMeant(only: string): Cell[] {
  const words = only.split(' ').filter((word) => word !== '')
  const meant = all.filter((cell) => {
    const own = nameOf(cell).split(' ')
    return words.every((word) => own.includes(word))
  })
  if (meant.length > 0) return meant
  const names = all.map(nameOf).join(', ')
  throw new SplitbrainError(
    'usage',
    `No comparison has all words of "${only}"; there are ${names}.`,
  )
}
