import type { Operation, OpType } from '../../history/operation.ts'
import { type Database, databases, simulate } from './simulator.ts'
import type { MicroOp } from './transaction.ts'

/** What a small history of registers is made as: a simulated database, or reads of any value of their key at random. */
export type Source = Database | 'any'
export const sources: readonly Source[] = [...databases, 'any', 'any', 'any']

/**
 * A history of a few transactions over registers, each value written once a key, that may keep a level or not: in a third
 * of them two reads are swapped for other values of their keys.
 */
export function randomRegisters(
  random: (below: number) => number,
  most: { transactions: number; keys: number },
): Operation[] {
  const source = sources[random(sources.length)]
  const simulation = {
    random,
    registers: true,
    transactions: 2 + random(most.transactions - 1),
    processes: 1 + random(4),
    keys: 1 + random(most.keys),
    longest: 1 + random(4),
    lostAnswers: random(3) === 0 ? 20 : 0,
  }
  const database = source === 'any' ? 'serial' : source
  const operations = [...simulate({ ...simulation, database })]
  const spoils = source === 'any' ? Infinity : random(3) === 0 ? 1 + random(2) : 0
  return spoils === 0 ? operations : spoilt(operations, random, spoils)
}

function spoilt(
  operations: readonly Operation[],
  random: (below: number) => number,
  spoils: number,
): Operation[] {
  const written = new Map<unknown, unknown[]>()
  for (const { type, value } of operations)
    if (type === 'invoke')
      for (const [f, key, element] of value as MicroOp[])
        if (f === 'w') written.set(key, [...(written.get(key) ?? [null]), element])
  const isSpoilt = (): boolean => (spoils === Infinity ? true : random(operations.length) < spoils)
  return operations.map((operation) => {
    if (operation.type !== ('ok' satisfies OpType) || !isSpoilt()) return operation
    const own = new Map<unknown, unknown>()
    const value = (operation.value as MicroOp[]).map(([f, key, read]) => {
      if (f === 'w') {
        own.set(key, read)
        return [f, key, read]
      }
      const values = written.get(key) ?? [null]
      // Mostly what a transaction knows of its own, for a contradiction of that kind alone would hide all else.
      if (own.has(key) && random(20) > 0) return [f, key, own.get(key)]
      const other = values[random(values.length)]
      own.set(key, other)
      return [f, key, other]
    })
    return { ...operation, value }
  })
}
