import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosen, followersOf } from './candidates.ts'

const candidate = (name: string, lsnBytes: number) => ({ node: { name }, lsnBytes })
const all = [candidate('n2', 50), candidate('n3', 80), candidate('n4', 20)]
const name = (choose: Parameters<typeof chosen>[1], names?: string[]) =>
  chosen(all, choose, names)?.node.name

test('the most or the least advanced standby, or the first that answers of those named, or else at all', () => {
  assert.equal(name('most-advanced'), 'n3')
  assert.equal(name('least-advanced'), 'n4')
  assert.equal(name('first'), 'n2')
  assert.equal(name('first', ['n1', 'n4', 'n3']), 'n4')
  assert.equal(name('first', ['n1']), 'n2')
  assert.equal(chosen([], 'most-advanced'), undefined)
})

test('who is further than the new primary can not follow it', () => {
  const following = (of: number) => followersOf(all[of], all).map(({ node }) => node.name)
  assert.deepEqual(following(1), ['n2', 'n4'])
  assert.deepEqual(following(0), ['n4'])
  assert.deepEqual(following(2), [])
})
