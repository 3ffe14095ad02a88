import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Everything random in a run comes from one of these, and all of these from the run's seed. */
export interface Random {
  /** A whole number from 0 to `below` − 1. */
  int(below: number): number
  /** A number in [0, 1). */
  float(): number
  pick<T>(from: readonly T[]): T
  /** The same things in another order. */
  shuffle<T>(things: readonly T[]): T[]
}

/** The stream number `stream` of a seed: the same two numbers always give the same choices. */
export function randomFrom(seed: number, stream = 0): Random {
  // In whole 32-bit arithmetic: a product of floats would lose its low bits, and with them make seeds the same.
  const generator = xoroshiro128plus(
    (Math.imul(seed, 0x9e3779b1) + Math.imul(stream, 0x85ebca6b)) | 0,
  )
  const int = (below: number) => uniformInt(generator, 0, below - 1)
  return {
    int,
    float: () => int(2 ** 30) / 2 ** 30,
    pick: (from) => from[int(from.length)],
    shuffle(things) {
      const left = [...things]
      return things.map(() => left.splice(int(left.length), 1)[0])
    },
  }
}
