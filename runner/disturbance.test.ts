import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Effect } from '../history/effect.ts'
import { allOf, sumOf, type Disturbance } from './disturbance.ts'

const none: Effect = { took: false, by: { bytesLost: 0 } }
const some: Effect = { took: true, by: { bytesLost: 7, node: 'n1' } }
const nobodyKnows: Effect = { took: 'unknown', by: { because: 'n2 is away' } }

test('several did something where one of them did, and their figures are added', () => {
  assert.deepEqual(sumOf([none, some, some]), { took: true, by: { bytesLost: 14, node: 'n1' } })
  assert.deepEqual(sumOf([none, none]), none)
})

test('several did nothing only where that is known of each', () => {
  assert.equal(sumOf([none, nobodyKnows])?.took, 'unknown')
  assert.equal(sumOf([some, nobodyKnows])?.took, true)
})

test('what nobody has a means to tell is left out', () => {
  assert.deepEqual(sumOf([undefined, none]), none)
  assert.equal(sumOf([undefined]), undefined)
})

test('several are undone together, and one that can not be measured hides no other', async () => {
  const undone: string[] = []
  const act = async (name: string, effect: Disturbance['effect']) => ({
    undo: async () => void undone.push(name),
    effect,
  })
  const lost = () => Promise.reject(new Error('n2 is away'))
  const { undo, effect } = await allOf([act('a', async () => some), act('b', lost)])
  assert.deepEqual(await effect(), { took: true, by: { ...some.by, ...nobodyKnows.by } })
  await undo()
  assert.deepEqual(undone, ['a', 'b'])
})
