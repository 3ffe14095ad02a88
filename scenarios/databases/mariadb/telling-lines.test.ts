import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAlone, isRefusal, tellingLine, tellingLines } from './telling-lines.ts'

const log = (...lines: string[]) => lines.join('\n')
const earlier = '0 [ERROR] WSREP: of an earlier start'
const start = '0 [Note] Starting MariaDB 11.8.9'
const reversing =
  '0 [ERROR] WSREP: group_post_state_exchange():453: Reversing history: 613 -> 462, this member has applied 151 more events'

test('the line that tells why a server did not get on is of its last start, and of what the others say of its data first', () => {
  const told = tellingLine(log(earlier, start, '0 [ERROR] first', reversing, '0 [ERROR] Aborting'))
  assert.equal(told, reversing)
  assert.equal(isRefusal(told), true)
  assert.equal(
    tellingLine(log(earlier, start, '0 [ERROR] first', '0 [ERROR] Aborting')),
    '0 [ERROR] first',
  )
  assert.equal(tellingLine(log(earlier, start, '0 [Note] waiting')), '0 [Note] waiting')
  assert.equal(isRefusal('0 [ERROR] WSREP: Wsrep startup was interrupted'), false)
  const gaveUp =
    '0 [ERROR] WSREP: failed to open gcomm backend connection: 110: failed to reach primary view'
  assert.deepEqual([gaveUp, reversing].map(isAlone), [true, false])
})

test('damaged data and data that differ from the others’ are told, and nothing else', () => {
  const bad = [
    '0 [ERROR] InnoDB: Database page corruption on disk',
    '5 [ERROR] WSREP: Failed to apply write set: gtid',
  ]
  assert.deepEqual(tellingLines(log(start, ...bad, '0 [Warning] Aborted connection')), bad)
})
