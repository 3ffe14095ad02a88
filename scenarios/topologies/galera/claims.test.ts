import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseScenario } from '../../../cli/choose.ts'

function claimsOf(isolation: string, snapshotIsolation = 'on') {
  const words = { workload: 'list-append', isolation, snapshotIsolation }
  return chooseScenario('galera', words).claims.filter(({ id }) => id.startsWith('isolation-'))
}

test('a level is claimed by MariaDB’s own sentence', () => {
  for (const level of ['read-committed', 'repeatable-read']) {
    const [{ id, sentence, source }] = claimsOf(level)
    assert.equal(id, `isolation-${level}`)
    assert.match(sentence, /snapshot/)
    assert.match(source, /^MariaDB/)
  }
})

test('nothing is claimed of what nobody promises', () => {
  assert.deepEqual(claimsOf('repeatable-read', 'off'), [])
  assert.equal(claimsOf('read-committed', 'off').length, 1)
})
