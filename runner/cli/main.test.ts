import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commandLine } from './main.ts'

describe('wrong words end with 64 and one line that names the right ones', () => {
  const cases: [string[], RegExp][] = [
    [['run', 'hot-stanby'], /scenario "hot-stanby".*hot-standby/],
    [['run', 'hot-standby', '--faults', 'kill-primry'], /fault "kill-primry".*kill-primary/],
    [['run', 'hot-standby', '--workload', 'sett'], /workload "sett".*set/],
    [['run', 'hot-standby', '--sync', 'remote-write'], /remote_write/],
    [['run', 'hot-standby', '--tim-limit', '5'], /--time-limit/],
    [['run', 'hot-standby', '--runtime', 'podman'], /embedded, docker/],
    [['run', 'hot-standby', '--concurrency', '0'], /--concurrency/],
    [['run', 'hot-standby', '--seed', 'x'], /--seed/],
    [['run', 'hot-standby', '--toxiproxy', '127.0.0.1:8474'], /--toxiproxy takes the URL/],
    [['rnu'], /run/],
    [['report', '/nowhere'], /results\.json/],
  ]
  for (const [words, expected] of cases)
    test(words.join(' '), async (t) => {
      const said: unknown[] = []
      t.mock.method(console, 'error', (...line: unknown[]) => said.push(...line))
      t.mock.method(console, 'log', (...line: unknown[]) => said.push('standard output', ...line))
      assert.equal(await commandLine(['node', 'splitbrain', ...words]), 64)
      const [line, ...more] = said
      assert.match(String(line), expected)
      assert.doesNotMatch(String(line), /\n/)
      assert.deepEqual(more, [])
    })
})
