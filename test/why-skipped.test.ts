import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { needsContainers, whySkipped } from './why-skipped.ts'

const files = globSync('test/**/*.test.ts', { cwd: new URL('..', import.meta.url) })
const skipped = (skipContainers: string | false, all: boolean) =>
  files.filter((file) => whySkipped(file, { skipContainers, all }) !== undefined)
const inside = (folder: string) => files.filter((file) => file.startsWith(folder))
const ofContainers = files.filter(needsContainers)

test('beside an engine the twins alone are skipped, and not even they where all is asked for', () => {
  assert.ok(inside('test/twins/').length > 0)
  assert.deepEqual(skipped(false, false), inside('test/twins/'))
  assert.deepEqual(skipped(false, true), [])
})

test('without one so is what needs it, with its reason, and what is long unless all is asked for', () => {
  const without = new Set([...ofContainers, ...inside('test/long/'), ...inside('test/twins/')])
  assert.deepEqual(
    skipped('no engine', false),
    files.filter((file) => without.has(file)),
  )
  assert.deepEqual(skipped('no engine', true), ofContainers)
  for (const file of ofContainers)
    assert.equal(whySkipped(file, { skipContainers: 'no engine', all: true }), 'no engine')
})

test('what is long without an engine needs none, and a twin needs one', () => {
  assert.deepEqual(
    inside('test/long/').filter((file) => ofContainers.includes(file)),
    [],
  )
  assert.deepEqual(
    inside('test/twins/').filter((file) => !ofContainers.includes(file)),
    [],
  )
})
