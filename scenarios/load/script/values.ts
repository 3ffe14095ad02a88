/** As in pgbench: a bigint stands for an integer of 64 bits, a number for a double. */
export type Value = bigint | number

/** What can't be computed, which is known only once a script runs. */
export class NotComputed extends Error {}

const LEAST = -(2n ** 63n)
const MOST = 2n ** 63n - 1n

export function inRange(value: bigint): bigint {
  if (value < LEAST || value > MOST) throw new NotComputed('an integer is beyond 64 bits')
  return value
}

/** A double is rounded to the nearest integer, halves to the even one. */
export function integerOf(value: Value): bigint {
  if (typeof value === 'bigint') return value
  if (!Number.isFinite(value)) throw new NotComputed(`${value} is no integer`)
  const floor = Math.floor(value)
  const rest = value - floor
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)
  return inRange(BigInt(up ? floor + 1 : floor))
}

/** As a statement's parameter: doubles with the fifteen digits that they have for certain. */
export function textOf(value: Value): string {
  return typeof value === 'bigint' ? value.toString() : String(Number(value.toPrecision(15)))
}

type OfIntegers = (a: bigint, b: bigint) => bigint
type OfDoubles = (a: number, b: number) => number

/** Two integers give an integer; with a double it is one of doubles. */
function arithmetic(ofIntegers: OfIntegers, ofDoubles: OfDoubles) {
  return (a: Value, b: Value): Value =>
    typeof a === 'bigint' && typeof b === 'bigint'
      ? inRange(ofIntegers(a, b))
      : ofDoubles(Number(a), Number(b))
}

const ofIntegersAlone = (operation: OfIntegers) => (a: Value, b: Value) =>
  inRange(operation(integerOf(a), integerOf(b)))

function notZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new NotComputed('division by zero')
  return divisor
}

/** Of a shift, as the processor does it: within 64 bits. */
const shifted: OfIntegers = (a, b) => BigInt.asIntN(64, a << (b & 63n))

export const remainder = ofIntegersAlone((a, b) => a % notZero(b))

/** What stands between two values, and how tightly it binds. */
export const binaryOperators: Record<string, { binds: number; of(a: Value, b: Value): Value }> = {
  '|': { binds: 1, of: ofIntegersAlone((a, b) => a | b) },
  '#': { binds: 1, of: ofIntegersAlone((a, b) => a ^ b) },
  '&': { binds: 1, of: ofIntegersAlone((a, b) => a & b) },
  '<<': { binds: 1, of: ofIntegersAlone(shifted) },
  '>>': { binds: 1, of: ofIntegersAlone((a, b) => a >> (b & 63n)) },
  '+': {
    binds: 2,
    of: arithmetic(
      (a, b) => a + b,
      (a, b) => a + b,
    ),
  },
  '-': {
    binds: 2,
    of: arithmetic(
      (a, b) => a - b,
      (a, b) => a - b,
    ),
  },
  '*': {
    binds: 3,
    of: arithmetic(
      (a, b) => a * b,
      (a, b) => a * b,
    ),
  },
  '/': {
    binds: 3,
    of: arithmetic(
      (a, b) => a / notZero(b),
      (a, b) => a / b,
    ),
  },
  '%': { binds: 3, of: remainder },
}

/** What stands before a value, and how tightly what it is about has to bind. */
export const unaryOperators: Record<string, { binds: number; of(value: Value): Value }> = {
  '-': { binds: 4, of: (value) => (typeof value === 'bigint' ? inRange(-value) : -value) },
  '+': { binds: 4, of: (value) => value },
  // As in pgbench, of all that binds more tightly than the operators of bits.
  '~': { binds: 2, of: (value) => ~integerOf(value) },
}
