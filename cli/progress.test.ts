import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { failoverRun } from '../reports/failover.fixture.ts'
import { interruption, loadLine, progressOf } from './progress.ts'

const tally = { ok: 21_522, fail: 3, info: 8 }
const title = 'hot-standby, replication async, embedded runtime, seed 7'

/** A stream that keeps what was written, without its colours. */
function screen(columns: number, isTTY = false) {
  let text = ''
  const write = (more: string) => {
    text += stripVTControlCharacters(more)
    return true
  }
  const stream = { columns, isTTY, write } as unknown as NodeJS.WriteStream
  return { stream, lines: () => text.split('\n') }
}

const kill = {
  process: 'fault',
  kind: 'fault',
  f: 'kill-primary',
  value: { nodes: ['n1'] },
} as const

test('under load it tells the time that is left and the fault in force', () => {
  assert.equal(
    loadLine(tally, 4200, 12_000, 'kill-primary on n1 in force', 100),
    '    4.2 s, 7.8 s left  21522 ok  3 failed  8 unknown  kill-primary on n1 in force',
  )
  assert.match(loadLine(tally, 13_000, 12_000, '', 100), /13\.0 s, 0\.0 s left .* 8 unknown$/)
})

test('a line that is written over is never longer than the terminal', () => {
  for (const columns of [40, 60, 80])
    assert.ok(loadLine(tally, 4200, 12_000, 'x'.repeat(90), columns).length <= columns)
})

test('in a series each run is counted, and its verdict told as it ends', () => {
  const { stream, lines } = screen(100)
  const { verdict } = progressOf({ title, timeLimitMs: 1, series: { run: 3, of: 20 }, stream })
  verdict(failoverRun().results)
  assert.deepEqual(lines(), [
    `3 of 20: ${title}`,
    '  pass: 591 of 10,310 acknowledged writes lost, recovery 3.03 s',
    '',
  ])
})

test('a single run is not counted', () => {
  const { stream, lines } = screen(100)
  const { verdict } = progressOf({ title, timeLimitMs: 1, series: { run: 1, of: 1 }, stream })
  verdict(failoverRun().results)
  assert.deepEqual(lines(), [title, ''])
})

test('where there is no terminal each thing that is done has a line, and the load has none', () => {
  const { stream, lines } = screen(100)
  const { load, event } = progressOf({ title, timeLimitMs: 12_000, stream })
  load(tally, 4200)
  event({ ...kill, type: 'invoke', value: {} })
  event({ ...kill, type: 'ok' })
  assert.deepEqual(lines().slice(1), ['    4.20 s: kill-primary on n1', ''])
})

test('what is written over shows the fault that is in force', () => {
  const { stream, lines } = screen(100, true)
  const { load, event } = progressOf({ title, timeLimitMs: 12_000, stream })
  event({ ...kill, type: 'invoke', value: {} })
  event({ ...kill, type: 'ok' })
  load(tally, 4200)
  assert.match(lines()[1], /^ {4}4\.2 s, 7\.8 s left .* kill-primary on n1 in force$/)
})

test('an interrupted series says how many of how many runs there are', () => {
  assert.equal(
    interruption(3, 20),
    'Interrupted: 3 of 20 runs were made, the last of them cut short; 17 are missing.',
  )
  assert.match(interruption(19, 20), /; 1 is missing\.$/)
  assert.match(interruption(20, 20), /20 of 20 runs were made, the last of them cut short\.$/)
})

test('a narrow terminal breaks the lines of the progress too', () => {
  const { stream, lines } = screen(60)
  const { note } = progressOf({ title: `${title} `.repeat(3), timeLimitMs: 1, stream })
  note('making the base image with debootstrap '.repeat(4))
  for (const line of lines()) assert.ok(line.length <= 60, line)
})
