import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindByName } from '../history/events.ts'
import type { Event } from '../runner/recorder.ts'
import { Ongoing } from './ongoing.ts'

/** What is going on after events, each told as `type f`. */
function after(...told: [type: Event['type'], f: string, value: unknown][]) {
  const ongoing = new Ongoing()
  const news = told.map(([type, f, value]) =>
    ongoing.see({ process: 'fault', type, kind: kindByName(f), f, value }),
  )
  return { now: ongoing.now(), news }
}

const n1 = { nodes: ['n1'] }

test('a fault begins, is in force, and is over when it was undone', () => {
  assert.equal(after(['invoke', 'kill-primary', {}]).now, 'kill-primary begins')
  const begun = after(['invoke', 'kill-primary', {}], ['ok', 'kill-primary', n1])
  assert.equal(begun.now, 'kill-primary on n1 in force')
  const { now, news } = after(
    ['invoke', 'kill-primary', {}],
    ['ok', 'kill-primary', n1],
    ['invoke', 'undo kill-primary', n1],
    ['ok', 'undo kill-primary', n1],
  )
  assert.equal(now, '')
  assert.deepEqual(news, [undefined, 'kill-primary on n1', undefined, 'undo kill-primary on n1'])
})

test('what shows that a fault did something is told with its undo', () => {
  const effect = { took: true, by: { processesGone: 7 } }
  const { news } = after(['ok', 'undo kill-primary', { ...n1, effect }])
  assert.deepEqual(news, ['undo kill-primary on n1, effect: processes gone 7'])
})

test('the steps of the operator are told while they last', () => {
  const from = { from: 'n1', to: 'n2' }
  assert.equal(after(['invoke', 'fence', { node: 'n1' }]).now, 'fence on n1')
  const { now, news } = after(['invoke', 'failover', { from: 'n1' }], ['ok', 'failover', from])
  assert.equal(now, '')
  assert.deepEqual(news, [undefined, 'failover n1 → n2'])
})

test('an injection that failed is not in force, one of which nobody knows perhaps is', () => {
  assert.equal(after(['fail', 'kill-primary', n1]).now, '')
  const { now, news } = after(['info', 'kill-primary', n1])
  assert.equal(now, 'kill-primary on n1 perhaps in force')
  assert.deepEqual(news, ['kill-primary on n1: info'])
})
