import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  anomaliesImplying,
  boundary,
  forbiddenBy,
  impliedAnomalies,
  modelName,
  modelNames,
  strongestLeft,
} from './models.ts'

describe('the lattice of consistency models', () => {
  it('knows 54 names and refuses others, listing those it knows', () => {
    assert.equal(modelNames.length, 54)
    assert.equal(modelName('strict-serializable'), 'strong-serializable')
    assert.equal(modelName('PL-3'), 'serializable')
    assert.throws(() => modelName('serialisable'), {
      code: 'usage',
      message: /"serialisable".*serializable/,
    })
  })

  it('gives process and real-time forms to cycles', () => {
    assert.ok(impliedAnomalies(['G0']).has('G1c-realtime'))
    assert.ok(impliedAnomalies(['G-single-item-process']).has('G2-realtime'))
    assert.ok(!impliedAnomalies(['G1a']).has('G1a-process'))
    assert.ok(!impliedAnomalies(['G1c-realtime']).has('G1c'))
    assert.ok(anomaliesImplying(['G2']).has('lost-update'))
    assert.ok(!anomaliesImplying(['G2']).has('G0'))
  })

  it('forbids more the stronger the model', () => {
    const order = [
      'strict-serializable',
      'serializable',
      'repeatable-read',
      'read-committed',
      'read-uncommitted',
    ]
    for (let i = 1; i < order.length; i++) {
      const stronger = forbiddenBy([order[i - 1]])
      const weaker = forbiddenBy([order[i]])
      assert.ok(weaker.size < stronger.size)
      assert.ok(
        [...weaker].every((name) => stronger.has(name)),
        `${order[i]} forbids more`,
      )
    }
    assert.ok(!forbiddenBy(['snapshot-isolation']).has('G2-item'))
    assert.ok(forbiddenBy(['snapshot-isolation']).has('G-nonadjacent-item'))
    assert.ok(!forbiddenBy(['repeatable-read']).has('G2-item-realtime'))
  })

  it('puts the weakest models ruled out first', () => {
    assert.deepEqual(boundary(['G-single-item']).not, ['consistent-view', 'repeatable-read'])
    assert.deepEqual(boundary(['G2-item']), {
      not: ['repeatable-read'],
      alsoNot: ['serializable', 'strong-serializable', 'strong-session-serializable'],
    })
    assert.deepEqual(boundary([]), { not: [], alsoNot: [] })
  })

  it('names as strongest only models that were looked into', () => {
    const all = () => true
    const data = (name: string) => !/-(process|realtime)$/.test(name)
    assert.deepEqual(strongestLeft([], all), ['strong-serializable'])
    assert.deepEqual(strongestLeft(['G2-item'], all), ['strong-snapshot-isolation'])
    assert.deepEqual(strongestLeft(['G-nonadjacent-item'], all), [
      'consistent-view',
      'parallel-snapshot-isolation',
      'strong-read-committed',
    ])
    assert.deepEqual(strongestLeft(['G-single-item'], all), [
      'cursor-stability',
      'strong-read-committed',
    ])
    assert.deepEqual(strongestLeft(['G0'], all), [])
    assert.deepEqual(strongestLeft([], data), ['serializable'])
  })
})
