import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chain } from './chain.ts'

const upstreams = (chain: Chain, ...standbys: string[]) =>
  standbys.map((name) => chain.upstreamOf(name))

test('each standby streams from the one before it, or all from the primary', () => {
  const nodes = ['n1', 'n2', 'n3']
  assert.deepEqual(upstreams(new Chain(nodes, true), 'n2', 'n3'), ['n1', 'n2'])
  assert.deepEqual(upstreams(new Chain(nodes, false), 'n2', 'n3'), ['n1', 'n1'])
})

test('after a failover the old primary comes last, and who goes on keeps the order', () => {
  const chain = new Chain(['n1', 'n2', 'n3', 'n4'], true)
  const second = chain.after('n2', ['n3', 'n4'])
  assert.deepEqual(upstreams(second, 'n3', 'n4', 'n1'), ['n2', 'n3', 'n4'])
  const third = chain.after('n3', ['n4'])
  assert.deepEqual(upstreams(third, 'n4', 'n1', 'n2'), ['n3', 'n4', 'n1'])
  const [first] = second.inOrder([{ name: 'n1' }, { name: 'n3' }])
  assert.equal(first.name, 'n3')
  const star = new Chain(['n1', 'n2', 'n3'], false).after('n3', ['n2'])
  assert.deepEqual(upstreams(star, 'n1', 'n2'), ['n3', 'n3'])
})
