import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Journal } from '../history/journal.ts'
import type { Operation } from '../history/operation.ts'
import { recordEvent, recorder, tellingEvents } from './recorder.ts'

function begin() {
  const operations: Omit<Operation, 'index'>[] = []
  const tally = { ok: 0, fail: 0, info: 0 }
  let now = 0
  const journal = { append: (operation) => operations.push(operation) } as Pick<Journal, 'append'>
  const record = recorder(journal as Journal, () => ++now, tally)
  return { operations, tally, record }
}

test('every operation has the time of its moment', () => {
  const { operations, record } = begin()
  record({ process: 0, type: 'invoke', f: 'add', value: 1 })
  record({ process: 0, type: 'ok', f: 'add', value: 1 })
  assert.deepEqual(operations, [
    { process: 0, type: 'invoke', f: 'add', value: 1, timeNs: 1 },
    { process: 0, type: 'ok', f: 'add', value: 1, timeNs: 2 },
  ])
})

test('the tally counts what clients were answered, and no fault', () => {
  const { tally, record } = begin()
  for (const type of ['invoke', 'ok', 'ok', 'fail', 'info'] as const)
    record({ process: 3, type, f: 'add', value: 1 })
  record({ process: 'fault', type: 'ok', f: 'kill-primary', value: {} })
  assert.deepEqual(tally, { ok: 2, fail: 1, info: 1 })
})

test('an event is recorded as it begins and as it ends, with its result', async () => {
  const { operations, record } = begin()
  const act = async () => {
    assert.equal(operations.length, 1)
    return 'n2'
  }
  const to = await recordEvent(record, 'operator', 'failover', { from: 'n1' }, act, (name) => ({
    to: name,
  }))
  assert.equal(to, 'n2')
  const about = { process: 'fault', kind: 'operator', f: 'failover' }
  assert.deepEqual(operations, [
    { ...about, type: 'invoke', value: { from: 'n1' }, timeNs: 1 },
    { ...about, type: 'ok', value: { from: 'n1', to: 'n2' }, timeNs: 2 },
  ])
})

test('an event that throws is recorded as info, and throws on', async () => {
  const { operations, record } = begin()
  const failing = recordEvent(record, 'operator', 'fence', { node: 'n1' }, async () => {
    throw new Error('no answer')
  })
  await assert.rejects(failing, /no answer/)
  const { type, value, error } = operations[1]
  assert.deepEqual({ type, value }, { type: 'info', value: { node: 'n1' } })
  assert.match(error!, /no answer/)
})

test('who listens hears of every event once it stands in the history, and of nothing else', () => {
  const { operations, record } = begin()
  const heard: string[] = []
  const listening = tellingEvents(record, ({ type, f }) =>
    heard.push(`${type} ${f}, ${operations.length} recorded`),
  )
  listening({ process: 'fault', type: 'invoke', f: 'kill-primary', value: {} })
  listening({ process: 0, type: 'invoke', f: 'add', value: 1 })
  listening({ process: 'fault', type: 'ok', f: 'kill-primary', value: {} })
  assert.deepEqual(heard, ['invoke kill-primary, 1 recorded', 'ok kill-primary, 3 recorded'])
})
