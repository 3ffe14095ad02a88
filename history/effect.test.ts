import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effectIn, effectText } from './effect.ts'

test('an effect is told by its figures, and that there was none or nobody knows before them', () => {
  const by = { bytesHeld: 5210, server: 'n1' }
  assert.equal(effectText({ took: true, by }), 'bytes held 5,210, server n1')
  assert.equal(effectText({ took: false, by: { bytesHeld: 0 } }), 'none, bytes held 0')
  assert.equal(effectText({ took: 'unknown', by: { because: 'gone' } }), 'not known, because gone')
})

test('what is no effect is not taken for one', () => {
  const effect = { took: true, by: { processesGone: 7 } }
  assert.deepEqual(effectIn({ nodes: ['n1'], effect }), effect)
  for (const value of [null, 7, {}, { effect: null }, { effect: { took: 'so', by: {} } }])
    assert.equal(effectIn(value), undefined)
  assert.equal(effectIn({ effect: { took: true } }), undefined)
})
