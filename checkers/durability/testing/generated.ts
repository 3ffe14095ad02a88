import fc from 'fast-check'
import type { Operation } from '../../../history/operation.ts'
import { play, steps, withValues } from '../../availability/testing/interleaved.ts'

/** Histories of an honest set, with a last read: unique elements from 0 on, one read in three. */
export const setHistories = (): fc.Arbitrary<Operation[]> => steps().map(playSet)

/** The same with reads that show some of what they should and some of what they should not. */
export const dishonestSetHistories = (): fc.Arbitrary<Operation[]> =>
  fc.tuple(setHistories(), fc.array(fc.nat(2 ** 30), { minLength: 20, maxLength: 20 })).map(lie)

function playSet(walk: Parameters<typeof play>[0]): Operation[] {
  const state: unknown[] = []
  let next = 0
  return play(
    walk,
    ({ dice }) => (dice % 3 === 0 ? { f: 'read', value: null } : { f: 'add', value: next++ }),
    ({ f, value }) => {
      if (f === 'add') state.push(value)
      return f === 'add' ? value : [...state]
    },
    [{ f: 'read', value: null }],
  )
}

/** A set of few elements that come and go, with a last read; its reads tell the truth. */
export const removingHistories = (maxLength?: number): fc.Arbitrary<Operation[]> =>
  steps(maxLength).map((walk) => {
    const state = new Set<unknown>()
    return play(
      walk,
      ({ dice }) => {
        const f = (['add', 'remove', 'read', 'add'] as const)[dice % 4]
        return { f, value: f === 'read' ? null : dice % 3 }
      },
      ({ f, value }) => {
        if (f === 'add') state.add(value)
        if (f === 'remove') state.delete(value)
        return f === 'read' ? [...state] : value
      },
      [{ f: 'read', value: null }],
    )
  })

function lie([operations, masks]: [Operation[], number[]]): Operation[] {
  let reads = 0
  return withValues(operations, ({ f, value }) => {
    if (f !== 'read') return value
    const mask = masks[reads++ % masks.length]
    return (value as number[]).filter((element) => (mask >> (element % 30)) & 1)
  })
}

/** The same history as transactions on one list. */
export function asLists(operations: Operation[]): Operation[] {
  return operations.map((operation) => ({
    ...operation,
    f: 'txn',
    value: [[operation.f === 'add' ? 'append' : 'r', 'x', operation.value]],
  }))
}
