import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { DecisionLog, lineOf } from './decision-log.ts'

describe('the log of decisions', () => {
  let folder: string
  let path: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decisions-'))
    path = join(folder, 'decisions.log')
  })
  beforeEach(() => rm(path, { force: true }))
  after(() => rm(folder, { recursive: true }))

  const undone = async () => [...(await DecisionLog.open(path)).undone]

  test('what was decided is known again until it is done, in its order', async () => {
    assert.deepEqual(await undone(), [])
    const log = await DecisionLog.open(path)
    for (const gid of ['a', 'b', 'c']) await log.decide(gid)
    await log.done('b')
    assert.deepEqual(await undone(), ['a', 'c'])
    await log.done('a')
    assert.deepEqual(await undone(), ['c'])
  })

  test('a line that was being written when its writer died was no decision', async () => {
    const whole = lineOf('commit', 'a')
    const broken = lineOf('commit', 'b')
    for (let length = 1; length < broken.length; length++) {
      await writeFile(path, whole + broken.slice(0, length))
      assert.deepEqual(await undone(), ['a'])
      assert.equal(await readFile(path, 'utf8'), whole)
    }
  })

  test('and what comes after it stands on a line of its own', async () => {
    await writeFile(path, lineOf('commit', 'a').slice(0, 7))
    const log = await DecisionLog.open(path)
    await log.decide('b')
    assert.deepEqual(await undone(), ['b'])
  })

  test('a log is new until it was begun, and where nothing of it is left', async () => {
    const isNew = async () => (await DecisionLog.open(path)).isNew
    assert.equal(await isNew(), true)
    assert.equal(await isNew(), true)
    await (await DecisionLog.open(path)).begin()
    assert.equal(await isNew(), false)
    assert.deepEqual(await undone(), [])
    for (const left of ['', lineOf('begin', 'log').slice(0, 7)]) {
      await writeFile(path, left)
      assert.equal(await isNew(), true)
    }
  })

  test('damage anywhere else stops whoever would go on, and nothing is thrown away', async () => {
    const lines = lineOf('commit', 'a') + lineOf('commit', 'b')
    for (const damaged of [
      lines.replace('a', 'x'),
      lines.replace('commit a', 'done a'),
      `\0\0\0\n${lines}`,
      lines.replace('\n', ''),
    ]) {
      await writeFile(path, damaged)
      await assert.rejects(DecisionLog.open(path), /is damaged in line 1: bring back a copy/)
      assert.equal(await readFile(path, 'utf8'), damaged)
    }
    await writeFile(path, lines)
    await appendFile(path, 'hello\n')
    await assert.rejects(DecisionLog.open(path), /line 3/)
  })
})
