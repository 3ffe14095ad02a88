import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseFault } from '../../../cli/choose-fault.ts'
import { faults } from '../../catalog.ts'
import { formsOf } from '../../faults/kind.ts'
import { example, type Description } from './description.ts'
import { external } from './external.ts'

const layoutOf = (given: Partial<Description> = {}) =>
  external.layout({ cluster: { ...example, ...given } })
const [n1, n2] = example.nodes
const layout = layoutOf()

test('to a node is done what its hooks and links of ours can do, and nothing that asks its server', () => {
  const byHooks = ['kill', 'partition', 'pause', 'stop']
  const byLinks = ['cut', 'delay', 'loss', 'partition-clients', 'rate', 'reset', 'sever']
  assert.deepEqual(
    faults
      .filter((kind) => formsOf(kind, layout).has(`${kind.verb}-n1`))
      .map(({ verb }) => verb)
      .toSorted(),
    [...byHooks, ...byLinks].toSorted(),
  )
})

test('a partition takes a node off its network by its own means, and by no other', () => {
  const { needs } = chooseFault('partition-n1', layout)
  assert.deepEqual(needs, chooseFault('partition-n1:by=disconnect', layout).needs)
  assert.deepEqual(needs, ['node-network'])
  for (const by of ['packets', 'blackhole', 'interface'])
    assert.throws(() => chooseFault(`partition-n1:by=${by}`, layout), { code: 'usage' })
})

test('a fault is refused whose hooks a node has not got, by their names', () => {
  const lame = layoutOf({ nodes: [{ ...n1, able: ['kill'] }, n2] })
  assert.ok(chooseFault('kill-n1', lame))
  for (const [fault, hooks] of [
    ['stop-n1', 'stop and start'],
    ['pause-n1', 'pause and resume'],
    ['partition-n1', 'partition and heal'],
  ])
    assert.throws(() => chooseFault(fault, lame), {
      code: 'usage',
      message: new RegExp(`needs the hooks ${hooks} of n1`),
    })
})

test('who can be ended is fenced before another is promoted, and else its end is waited for', () => {
  assert.equal(layout.operator?.fence, 'yes')
  assert.equal(layoutOf({ promotes: false }).operator?.fence, 'no')
  const lame = layoutOf({ nodes: [n1, { ...n2, able: [] }] })
  assert.equal(lame.operator?.fence, 'wait')
})
