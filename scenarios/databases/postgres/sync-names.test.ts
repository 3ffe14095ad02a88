import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterSwitch, parseSyncNames, textOf, commitWith, type SyncNames } from './sync-names.ts'

const read = (text: string) => parseSyncNames(text)!

test('all ways of writing it are read as PostgreSQL reads them', () => {
  const same: [string, string][] = [
    ['ANY 2 (n2, n3,n4)', 'ANY 2 (n2, n3, n4)'],
    ['first 1 (n2)', 'FIRST 1 (n2)'],
    ['2 (n2, n3)', 'FIRST 2 (n2, n3)'],
    [' n2, n3 ', 'FIRST 1 (n2, n3)'],
    ['n2', 'FIRST 1 (n2)'],
  ]
  for (const [text, meant] of same) assert.equal(textOf(read(text)), meant)
})

test('what it would not take, or is no name of a node, is not read', () => {
  for (const text of [
    '',
    'ANY (n2)',
    'FIRST 0 (n2)',
    'ANY 1 (n2',
    'ANY 1 ()',
    'n2 n3',
    'ANY x (n2)',
    '*',
  ])
    assert.equal(parseSyncNames(text), undefined, text)
})

test('the old primary takes the place of who was promoted, if it has none', () => {
  const after = (text: string) => textOf(afterSwitch(read(text), 'n1', 'n2'))
  assert.equal(after('FIRST 2 (n2, n3)'), 'FIRST 2 (n1, n3)')
  assert.equal(after('ANY 1 (n1, n2, n3)'), 'ANY 1 (n1, n2, n3)')
  assert.equal(after('FIRST 1 (n3)'), 'FIRST 1 (n3)')
})

test('too few that are left make a commit wait, and the loss of others does not', () => {
  const state = (sync: SyncNames, left: string[], silent = true) =>
    commitWith(sync, { primary: 'n1', left, silent })
  const any = read('ANY 1 (n1, n2, n3)')
  assert.equal(state(any, []), 'waits')
  assert.equal(state(any, ['n3']), 'goes on')
  assert.equal(state(read('ANY 2 (n2, n3, n4)'), ['n4']), 'waits')
  assert.equal(state(read('ANY 2 (n2, n3, n4)'), ['n2', 'n4']), 'goes on')
  assert.equal(state(read('ANY 1 (n2)'), ['n3']), 'waits', 'who is not named is not asked')
})

test('FIRST waits for one that fell silent, until its connection is given up', () => {
  const first = read('FIRST 1 (n2, n3)')
  const state = (left: string[], silent: boolean) =>
    commitWith(first, { primary: 'n1', left, silent })
  assert.equal(state(['n3'], true), 'may do either')
  assert.equal(state(['n3'], false), 'goes on')
  assert.equal(state(['n2'], true), 'goes on')
  assert.equal(state([], true), 'waits')
})
