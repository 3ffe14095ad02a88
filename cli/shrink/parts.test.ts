import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlainSchedule } from '../../scenarios/schedule/schedule.ts'
import { partsOf, scheduleOfParts } from './parts.ts'

const cut = { fault: 'cut-operator', at: '1s' }
const wait = { wait: 'a commit waits' }
const [kill, pause] = ['kill-primary', 'pause-primary'].map((fault) => ({ fault }))
const schedule: PlainSchedule = [cut, { sequence: [wait, kill, pause] }]

test('all parts of a schedule are that schedule', () => {
  assert.deepEqual(scheduleOfParts(partsOf(schedule)), schedule)
})

test('a step of a sequence can be left out, and the last one left stands alone', () => {
  const [, first, second, third] = partsOf(schedule)
  assert.deepEqual(scheduleOfParts([first, third]), [{ sequence: [wait, pause] }])
  assert.deepEqual(scheduleOfParts([second]), [kill])
  assert.deepEqual(scheduleOfParts([]), [])
})
