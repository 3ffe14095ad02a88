import type { Random } from '../../../runner/random.ts'
import { exponential, gaussian, uniform, zipfian } from './distributions.ts'
import { inRange, integerOf, remainder, type Value } from './values.ts'

/** A function of pgbench's expressions. */
export interface ScriptFunction {
  /** How many arguments it takes, at least and at most. */
  takes: readonly [least: number, most: number]
  of(args: readonly Value[], random: Random): Value
}

const one = [1, 1] as const
const two = [2, 2] as const
const three = [3, 3] as const
const some = [1, Infinity] as const

const ofDouble = (compute: (value: number) => number): ScriptFunction => ({
  takes: one,
  of: ([value]) => compute(Number(value)),
})

/** Of mixed values, all become doubles. */
const chosen = (isBetter: (a: Value, b: Value) => boolean): ScriptFunction => ({
  takes: some,
  of(args) {
    const best = args.reduce((a, b) => (isBetter(b, a) ? b : a))
    return args.every((arg) => typeof arg === 'bigint') ? best : Number(best)
  },
})

const power: ScriptFunction = { takes: two, of: ([x, y]) => Number(x) ** Number(y) }

type Draw = (from: bigint, to: bigint, parameter: number, random: Random) => bigint

const drawn = (draw: Draw): ScriptFunction => ({
  takes: three,
  of: ([from, to, parameter], random) =>
    draw(integerOf(from), integerOf(to), Number(parameter), random),
})

/** By name; what pgbench has beside these is refused by name (`onlyPgbench`). */
export const functions: Record<string, ScriptFunction> = {
  abs: {
    takes: one,
    of: ([value]) =>
      typeof value === 'bigint' ? inRange(value < 0n ? -value : value) : Math.abs(value),
  },
  double: ofDouble((value) => value),
  exp: ofDouble(Math.exp),
  greatest: chosen((a, b) => a > b),
  int: { takes: one, of: ([value]) => integerOf(value) },
  least: chosen((a, b) => a < b),
  ln: ofDouble(Math.log),
  mod: { takes: two, of: ([a, b]) => remainder(a, b) },
  pi: { takes: [0, 0], of: () => Math.PI },
  pow: power,
  power,
  random: {
    takes: two,
    of: ([from, to], random) => uniform(integerOf(from), integerOf(to), random),
  },
  random_exponential: drawn(exponential),
  random_gaussian: drawn(gaussian),
  random_zipfian: drawn(zipfian),
  sqrt: ofDouble(Math.sqrt),
}

export const onlyPgbench = ['debug', 'hash', 'hash_fnv1a', 'hash_murmur2', 'permute']
