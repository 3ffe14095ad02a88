import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FIRST_FINAL_PROCESS } from '../../../runner/final-reads.ts'
import { mergeVerdicts } from '../../../checkers/checker.ts'
import { cas, evidence, failover, read, write, type Lines } from '../../claims/reads.fixture.ts'
import { register } from '../../workloads/register.ts'
import { set } from '../../workloads/set.ts'
import { readsJudged, takerOf, type Reads } from './reads.ts'

describe('who answers', () => {
  const standbys = ['n2', 'n3']
  const takers = (reads: Reads, processes: number) =>
    Array.from({ length: processes }, (_, process) => takerOf(reads, 'n1', standbys, process))

  test('processes are dealt out evenly among those that may answer', () => {
    assert.deepEqual(takers('primary', 3), ['n1', 'n1', 'n1'])
    assert.deepEqual(takers('standbys', 4), ['n2', 'n3', 'n2', 'n3'])
    assert.deepEqual(takers('any', 6), ['n1', 'n2', 'n3', 'n1', 'n2', 'n3'])
  })
})

describe('a run in which standbys answer', () => {
  const judge = (...lines: Lines[]) => {
    const { history } = evidence(...lines)
    const results = readsJudged(register, 'n1').map((checker) => ({
      name: checker.name,
      ...checker.check(history, { initial: null }),
    }))
    const found = results.flatMap(({ name, anomalies }) =>
      anomalies.map((anomaly) => `${name}: ${anomaly.name}`),
    )
    return [mergeVerdicts(results.map(({ verdict }) => verdict)), ...found]
  }
  const written = [write(1), write(2), read(2, 'n1', 2)]

  test('passes with old answers of standbys', () => {
    assert.deepEqual(judge(...written, read(1, 'n2'), read(null, 'n3')), ['pass'])
  })

  test('and fails with old answers of the primary, also of the next one', () => {
    const old = ['fail', 'linearizability: stale read']
    assert.deepEqual(judge(...written, read(1, 'n1')), old)
    assert.deepEqual(judge(...written, failover('n1', 'n2'), read(2, 'n2'), read(1, 'n2')), old)
  })

  test('with an old copy at rest', () => {
    assert.equal(judge(...written, read(1, 'n2', FIRST_FINAL_PROCESS))[0], 'fail')
  })

  test('with a lost update, whatever standbys answered beside it', () => {
    const lost = [...written, read(1, 'n2'), cas(2, 3, 3), cas(2, 4, 4)]
    assert.deepEqual(judge(...lost), ['fail', 'linearizability: lost update'])
  })

  test('with what nobody wrote, on any node', () => {
    assert.deepEqual(judge(...written, read(9, 'n2')), ['fail', 'thin-air: thin-air read'])
    assert.equal(judge(...written, read(9, 'n1'))[0], 'fail')
  })

  test('tells each anomaly by the rows of the whole history', () => {
    const { history } = evidence(write(1), read(null, 'n2'), write(2), read(1, 'n1'))
    const [{ anomalies }] = readsJudged(register, 'n1').map((checker) =>
      checker.check(history, { initial: null }),
    )
    for (const { witness } of anomalies)
      for (const { label: _, ...operation } of witness)
        assert.deepEqual(operation, history.operation(operation.index))
  })

  test('leaves other workloads their checkers', () => {
    const names = readsJudged(set, 'n1').map(({ name }) => name)
    assert.deepEqual(names, ['durability', 'divergence'])
  })
})
