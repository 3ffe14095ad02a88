import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOfClosed, restoredBytes } from './closed-standby.ts'
import { bytesBefore } from './segments.ts'

const MB = 2 ** 20

test('only a server that replays and takes no queries says so', () => {
  const detail = 'Hot standby mode is disabled.'
  assert.equal(isOfClosed({ code: '57P03', detail }), true)
  for (const other of [{ code: '57P03' }, { detail }, new Error(detail), { code: 'ECONNREFUSED' }])
    assert.equal(isOfClosed(other), false)
})

test('a segment’s name tells its place', () => {
  assert.equal(bytesBefore('000000010000000000000003', 16 * MB), 48 * MB)
  assert.equal(bytesBefore('0000000A00000002000000FF', MB), 2 ** 33 + 255 * MB)
})

const restored = (name: string) => `2026 LOG:  restored log file "${name}" from archive\n`

test('a standby has what it restored since it last began, and no history file counts', () => {
  const began = '2026 LOG:  entering standby mode\n'
  assert.equal(restoredBytes(began, MB), 0)
  const log = began + restored('000000010000000000000004') + restored('00000002.history')
  assert.equal(restoredBytes(log, MB), 5 * MB)
  assert.equal(restoredBytes(log + began, MB), 0)
  assert.equal(restoredBytes(log + began + restored('000000010000000000000002'), MB), 3 * MB)
})

test('a server that replays after a crash, or was promoted, is no standby', () => {
  const start = '2026 LOG:  starting PostgreSQL 18.4 on x86_64\n'
  const began = start + '2026 LOG:  entering standby mode\n'
  const replayed = began + restored('000000010000000000000004')
  assert.equal(restoredBytes(replayed, MB), 5 * MB)
  assert.equal(restoredBytes(start, MB), undefined)
  assert.equal(restoredBytes(replayed + start, MB), undefined)
  const promoted = replayed + '2026 LOG:  archive recovery complete\n'
  assert.equal(restoredBytes(promoted, MB), undefined)
  assert.equal(restoredBytes(promoted + began, MB), 0)
})
