import assert from 'node:assert/strict'
import { test } from 'node:test'
import { together } from './undo.ts'

test('acts together are undone together', async () => {
  const undone: string[] = []
  const act = async (name: string) => async () => void undone.push(name)
  const undo = await together([act('a'), act('b')])
  assert.deepEqual(undone, [])
  await undo()
  assert.deepEqual(undone, ['a', 'b'])
})

test('where one act fails, the others are taken back, and the failure is told', async () => {
  const undone: string[] = []
  const late = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    return async () => void undone.push('late')
  }
  await assert.rejects(together([late(), Promise.reject(new Error('no'))]), /no/)
  assert.deepEqual(undone, ['late'])
})

test('an undo that fails does not keep the others from theirs', async () => {
  const undone: string[] = []
  const undo = await together([
    Promise.resolve(() => Promise.reject(new Error('stuck'))),
    Promise.resolve(async () => void undone.push('b')),
  ])
  await assert.rejects(undo(), /stuck/)
  assert.deepEqual(undone, ['b'])
})
