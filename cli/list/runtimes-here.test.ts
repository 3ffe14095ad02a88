import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faults } from '../../scenarios/catalog.ts'
import { describedFault } from './described-fault.ts'
import { havingOf, runtimesAnywhere } from './runtimes-here.ts'

test('what a runtime can nowhere do is told before what it can’t do here', () => {
  const having = havingOf({ embedded: () => 'is not there', docker: () => undefined })
  assert.deepEqual(having(['netem']), { embedded: 'it has no netem', docker: true })
  assert.deepEqual(having(['kill']), { embedded: 'is not there', docker: true })
})

test('a setting that asks for more than the fault usually does is told with its needs', () => {
  const rate = faults.find(({ verb }) => verb === 'rate')!
  assert.deepEqual(describedFault(rate).needs, [
    { setting: '', needs: [] },
    { setting: ':by=tbf', needs: ['tbf'] },
  ])
})

test('each fault is to be had on some runtime', () => {
  for (const kind of faults)
    for (const { needs } of describedFault(kind).needs)
      assert.ok(Object.values(runtimesAnywhere(needs)).includes(true), kind.verb)
})
