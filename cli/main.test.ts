import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commandLine } from './main.ts'

describe('wrong words end with 64 and one line that names the right ones', () => {
  const cases: [string[], RegExp][] = [
    [['run', 'hot-stanby'], /scenario "hot-stanby".*hot-standby/],
    [['run', 'hot-standby', '--faults', 'kill-primry'], /fault "kill-primry".*kill-primary/],
    [
      ['run', 'hot-standby', '--schedule', '[{fault: ring, att: 3s}]'],
      /--schedule:1:16: .* "att": did you mean at\?/,
    ],
    [
      ['run', 'hot-standby', '--schedule', '[{fault: rng}]'],
      /--schedule:1:10: .* "rng": did you mean ring\?/,
    ],
    [
      ['run', 'hot-standby', '--schedule', '[{fault: ring}]', '--faults', 'none'],
      /--schedule says what breaks and when, and so does --faults/,
    ],
    [
      ['run', 'hot-standby', '--schedule', '[{fault: ring, at: 12s}]'],
      /too short for a fault .* --time-limit 13 at least/,
    ],
    [['run', 'hot-standby', '--schedule', 'no.yaml'], /no\.yaml can't be read: name a YAML file/],
    [['run', 'hot-standby', '--workload', 'sett'], /workload "sett".*set/],
    [['run', 'hot-standby', '--faults', 'kill-n9'], /fault "kill-n9".*kill-n1/],
    [['run', 'hot-standby', '--faults', 'kill-leader'], /kill "leader": there are primary, /],
    [['run', 'hot-standby', '--faults', 'cut-n1-to-n9'], /fault "cut-n1-to-n9".*cut-n1-to-n2/],
    [
      ['run', 'hot-standby', '--workload', 'bank', '--reads', 'any'],
      /can't carry bank: .*--isolation repeatable-read/,
    ],
    [['run', 'hot-standby', '--sync', 'remote-write'], /remote_write/],
    [['run', 'hot-standby', '--tim-limit', '5'], /--time-limit/],
    [['run', 'hot-standby', '--runtime', 'podman'], /embedded, docker/],
    [['run', 'hot-standby', '--concurrency', '0'], /--concurrency/],
    [['run', 'hot-standby', '--seed', 'x'], /--seed/],
    [['run', 'hot-standby', '--toxiproxy', '127.0.0.1:8474'], /--toxiproxy takes the URL/],
    [['run', 'hot-standby', '--seed', ''], /--seed takes a value, not ""/],
    [['run', 'hot-standby', '--output='], /--output takes a value/],
    [['run', 'hot-standby', '--seed', '1', '--seed', '2'], /--seed is given twice/],
    [['run', 'hot-standby', '--json', '--json'], /--json is given twice/],
    [['check', '--init', '1', '--init', '2', 'x'], /--init is given twice/],
    [
      ['run', 'hot-standby', '--standbys', 'x'],
      /--standbys takes a whole number from 1 to 8, not "x"/,
    ],
    [
      ['run', 'hot-standby', '--repeat', '0'],
      /--repeat takes a whole number from 1 to 10000, not "0"/,
    ],
    [
      ['run', 'hot-standby', '--isolation', 'serializable'],
      /--isolation says nothing to the workload set/,
    ],
    [['run', 'hot-standby', '--reads', 'any'], /--reads says nothing to the workload set/],
    [
      ['run', 'warm-standby', '--faults', 'cut-replication'],
      /no target of cut "replication".*archive/,
    ],
    [['run', 'warm-standby', '--sync', 'on'], /--sync/],
    [
      ['run', 'warm-standby', '--archive-timeout', '0'],
      /--archive-timeout takes a whole number from 1 to 3600, not "0"/,
    ],
    [['run', 'warm-standby', '--segment', '3'], /--segment/],
    [['toxiproxy', '--port', 'x'], /--port takes a whole number from 0 to 65535, not "x"/],
    [['help', 'nope'], /command "nope": there are run, /],
    [['help', 'rnu'], /command "rnu": did you mean run/],
    [['help', 'images', 'biuld'], /did you mean build/],
    [['help', 'run', 'more'], /no command "more"/],
    [['images', 'biuld'], /build/],
    [['rnu'], /run/],
    [['report', '/nowhere'], /results\.json/],
    [['bench', 'strat'], /start/],
    [['bench', 'all', '--only', 'chekers'], /bench "chekers": did you mean checkers/],
    [['bench', 'all', '--out', '/proc/x.md'], /--out \/proc\/x\.md: no file can be written there/],
    [['bench', 'start', '--only', 'galeera'], /"galeera"/],
    [['bench', 'start', '--times', '0'], /--times takes a whole number from 1 to 100, not "0"/],
    [['bench', 'load', '--mix', 'select'], /mix "select".*select-only/],
    [['bench', 'load', '--mix', 'tpcb-like', '--script', 'x'], /--script and --mix both say/],
    [['bench', 'load', '--script', '/no.sql'], /--script \/no\.sql can't be read/],
    [['bench', 'load', '--clients', '0'], /--clients takes a whole number from 1 to 150/],
    [['bench', 'load', 'hot-standby', '--clients', '0'], /--clients takes a whole number/],
    [['bench', 'load', '--history', '/dev/null'], /--history \/dev\/null .* not there yet/],
    [['bench', 'load', '--rate', '0'], /--rate takes a number above 0/],
    [['bench', 'load', 'galera'], /galera has no one PostgreSQL server.*use hot-standby/],
    [['bench', 'load', 'external'], /external has no one PostgreSQL server of ours/],
    [['bench', 'load', 'hot-stanby'], /scenario "hot-stanby".*hot-standby/],
    [['bench', 'load', 'hot-standby', '--sync', 'onn'], /--sync/],
    [
      ['bench', 'load', '--by', 'pgbench', '--mix', 'read-mostly'],
      /read-mostly asks replicas too, and pgbench/,
    ],
    [['bench', 'load', '--by', 'pgbench', '--history', '/tmp/x'], /by our client alone/],
    [['bench', 'client', '--only', 'nowhere'], /"nowhere"; there are direct select-only 1/],
    [['bench', 'client', '--rounds', '1'], /--rounds takes a whole number from 2 to 100/],
    [['bench', 'tradeoff', 'asink'], /level or scenario "asink": did you mean async/],
    [['bench', 'tradeoff', '--rtt', '5,x'], /--rtt takes whole numbers from 0 to 2000, .* not "x"/],
    [['bench', 'tradeoff', '--clients', '0'], /--clients takes whole numbers from 1 to 150/],
    [['bench', 'tradeoff', '--rounds', '5'], /--rounds takes a whole number from 6 to 1000/],
    [['bench', 'tradeoff', '--out', '/proc/x'], /--out \/proc\/x: no folder can be made there/],
    [
      ['bench', 'tradeoff', 'galera', '--runtime', 'docker'],
      /servers of galera reach each other over no proxy.*--rtt 0/,
    ],
    [
      ['bench', 'tradeoff', 'galera', '--rtt', '0'],
      /galera .* the embedded runtime can't do .*--runtime docker/,
    ],
    [['list', 'fault'], /list of "fault": did you mean faults/],
    [['findings', 'longfork'], /finding "longfork": did you mean long-fork/],
    [['findings', '--repeat', '2'], /--repeat says nothing to the list of findings: name one/],
    [
      ['findings', 'early-rewind', '--runtime', 'embedded'],
      /can't be made on embedded: use .* docker/,
    ],
    [['findings', 'long-fork', '--repeat', '0'], /--repeat takes a whole number from 1/],
    [['shrink', '/nowhere'], /run\.json can't be read/],
    [['shrink', '/nowhere', '--budget', '1'], /--budget takes a whole number from 2/],
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

describe('a command that needs another one shows which there are, and ends with 64', () => {
  for (const words of [[], ['images']])
    test(['splitbrain', ...words].join(' '), async (t) => {
      let shown = ''
      const keep = (text: string | Uint8Array) => (shown += String(text)) !== ''
      t.mock.method(process.stderr, 'write', keep)
      const code = await commandLine(['node', 'splitbrain', ...words])
      assert.equal(code, 64)
      assert.match(shown, /Commands:/)
    })
})

test('help of a command is no error', async (t) => {
  let shown = ''
  const keep = (text: string | Uint8Array) => (shown += String(text)) !== ''
  t.mock.method(process.stdout, 'write', keep)
  for (const words of [['help'], ['help', 'run'], ['help', 'images', 'build'], ['run', '--help']]) {
    shown = ''
    assert.ok([undefined, 0].includes(await commandLine(['node', 'splitbrain', ...words])))
    assert.match(
      shown,
      new RegExp(
        `^Usage: splitbrain ${words
          .slice(1, 3)
          .join(' ')
          .replace(/^--help$/, 'run')}`,
      ),
    )
  }
})
