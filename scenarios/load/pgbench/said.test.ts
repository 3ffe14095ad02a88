import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSaid } from './said.ts'

const summary = `pgbench (15.18 (Debian))
transaction type: select-only.script
number of transactions actually processed: 44793
number of failed transactions: 0 (0.000%)
latency average = 0.089 ms
tps = 44930.123456 (without initial connection time)
`

test('the summary and the time of both shells are read', () => {
  const shells = [
    '0m0.00s 0m0.00s\n0m0.30s 1m0.09s\n',
    '0m0.001000s 0m0.000000s\n0m0.300000s 1m0.090000s\n',
  ]
  for (const times of shells)
    assert.deepEqual(readSaid({ exitCode: 0, output: summary + times }), {
      transactions: 44793,
      perSecond: 44930.123456,
      processorSeconds: 60.39,
    })
})

test('its complaint is told, and not what it says besides', () => {
  const output = `${summary}pgbench: error: client 1 script 0 aborted in command 1: the backend died\npgbench: error: Run was aborted\n0m0.00s 0m0.00s\n0m0.30s 0m0.09s\n`
  for (const exitCode of [0, 2])
    assert.throws(() => readSaid({ exitCode, output }), {
      code: 'runtime',
      message: 'pgbench says: client 1 script 0 aborted in command 1: the backend died',
    })
})

test('one that ends without a word of its own is told by its last line', () => {
  const output = 'sh: 1: pgbench: not found\n0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n'
  assert.throws(() => readSaid({ exitCode: 127, output }), /pgbench: not found/)
})

test('what is no summary is no result', () => {
  assert.throws(() => readSaid({ exitCode: 0, output: 'all is well\n' }), { code: 'crash' })
})
