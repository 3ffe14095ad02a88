import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { launcher, splitbrain } from '../runs/splitbrain.ts'
import { lossy, makeRunFolder } from './run-folder.ts'

const parent = mkdtempSync(join(tmpdir(), 'splitbrain-output-'))
after(() => rmSync(parent, { recursive: true }))

const sync = { options: { sync: 'on' } }
const violated = makeRunFolder(join(parent, 'violated'), { lines: lossy, record: sync })
const skip = existsSync('/dev/full') ? false : 'no /dev/full here'

describe('standard output that takes nothing', { skip, concurrency: 2 }, () => {
  for (const words of [['list'], ['--help'], ['check', violated], ['report', violated, '--json']])
    test(`of ${words[0]} is one line and 70`, () => {
      const full = openSync('/dev/full', 'w')
      try {
        const stdio = ['ignore', full, 'pipe'] as const
        const { status, stderr } = spawnSync(process.execPath, [launcher, ...words], {
          stdio: [...stdio],
          encoding: 'utf8',
        })
        assert.equal(status, 70, stderr)
        assert.match(stderr, /^splitbrain: Standard output can't be written \(ENOSPC[^\n]*\n$/)
      } finally {
        closeSync(full)
      }
    })
})

test('a reader that has had enough is no error', () => {
  const words = [launcher, 'list', '--json'].map((word) => JSON.stringify(word)).join(' ')
  const script = `${JSON.stringify(process.execPath)} ${words} | true; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  assert.equal(stdout, '0\n')
  assert.equal(stderr, '')
})

test('results are printed although the JUnit file takes nothing', { skip }, async () => {
  const { exitCode, stdout, stderr } = await splitbrain([
    'report',
    violated,
    '--junit',
    '/dev/full',
  ])
  assert.equal(exitCode, 70)
  assert.match(stdout, /claim sync-failover-loses-nothing/)
  assert.match(stderr, /^splitbrain: \/dev\/full can't be written: [^\n]*$/)
})

test('results are printed although the page can not be drawn, or another folder is none', async () => {
  const blocked = makeRunFolder(join(parent, 'blocked'), { lines: lossy, record: sync })
  mkdirSync(join(blocked, 'report.html'))
  const drawn = await splitbrain(['report', blocked])
  assert.equal(drawn.exitCode, 70)
  assert.match(drawn.stdout, /fail +hot-standby|violated/)
  assert.match(drawn.stdout, /broke off in its phase “report”/)
  const none = await splitbrain(['report', violated, join(parent, 'nowhere')])
  assert.equal(none.exitCode, 64)
  assert.match(none.stdout, /violated/)
  assert.match(none.stderr, /^splitbrain: \S*nowhere[^\n]*$/)
})

describe('a place that takes nothing is refused before the first run', { concurrency: 2 }, () => {
  const output = join(parent, 'runs')
  const cases: [string[], RegExp][] = [
    [['--output', output, '--junit', parent], /^splitbrain: --junit/],
    [['--output', output, '--junit', join(parent, 'no', 'junit.xml')], /^splitbrain: --junit/],
    [['--output', launcher], /^splitbrain: --output/],
    ...(existsSync('/proc/self')
      ? ([[['--output', '/proc/x'], /^splitbrain: --output \/proc\/x/]] as [string[], RegExp][])
      : []),
  ]
  for (const [words, told] of cases)
    test(words.at(-1)!, async () => {
      const { exitCode, stdout, stderr } = await splitbrain(['run', 'hot-standby', ...words])
      assert.equal(exitCode, 64)
      assert.match(stderr, told)
      assert.doesNotMatch(stderr, /\n/)
      assert.equal(stdout, '')
      assert.ok(!existsSync(output))
    })
})

test('a JUnit file that was there is kept until there is another', async () => {
  const junit = join(parent, 'junit.xml')
  const first = await splitbrain(['report', violated, '--junit', junit])
  assert.equal(first.exitCode, 1)
  assert.match(readFileSync(junit, 'utf8'), /<failure/)
  const none = await splitbrain(['report', join(parent, 'nowhere'), '--junit', junit])
  assert.equal(none.exitCode, 64)
  assert.match(readFileSync(junit, 'utf8'), /<failure/)
})
