import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evidence } from '../../runner/evidence.ts'
import { counted } from './judged.fixture.ts'
import { rewoundPrimaryFollows } from './rewound-primary.ts'
import { fault, mode, timeline } from './timeline.fixture.ts'

const whole = { compared: 90, missing: 0, ofItsOwn: 0 }

const left = {
  control: 'shut down',
  timeline: 1,
  hasLabel: false,
  walFiles: 5,
  emptyWalFiles: 3,
  emptyFiles: 200,
}

/** n1 is rewound from n2, which dies in mid-copy, and is there again: with a new copy, where nothing else is told. */
function run(more: object = {}): Evidence {
  const rewind = {
    source: 'n2',
    struckAtBytes: 2_100_000,
    exitCode: 1,
    said: 'pg_rewind: error: server closed the connection unexpectedly',
    copiedKilobytes: 5800,
    ofKilobytes: 50_000,
    left,
    back: 'clone',
    answers: true,
    follows: true,
    lines: [],
    rows: whole,
    ...more,
  }
  const nodes = ['n1', 'n2']
  return timeline(mode(''), fault('interrupt-rewind-primary', [100, 900], { nodes, rewind }))
}

const decide = (evidence: Evidence) => rewoundPrimaryFollows.decide(counted(0), evidence)

test('one that follows with the same rows holds, and tells how far the rewind had come', () => {
  const { verdict, reason, power } = decide(run())
  assert.equal(verdict, 'holds')
  assert.deepEqual(power, { kilobytesBefore: 2100, rowsCompared: 90 })
  assert.match(
    reason,
    /^n2 died when the rewind of n1 had copied 5800 of 50000 kB \(.*closed the connection/,
  )
})

test('one that does not start breaks it, by its own words', () => {
  const lines = ['FATAL: requested timeline 2 is not a child']
  const { verdict, reason } = decide(
    run({ back: 'start', answers: false, follows: false, lines, rows: undefined }),
  )
  assert.equal(verdict, 'violated')
  assert.match(
    reason,
    /"shut down" on timeline 1, there is no .*3 of 5 files of WAL.*does not come up \(FATAL/,
  )
})

test('so does one that answers and follows nobody, or that lacks rows or has others', () => {
  assert.equal(decide(run({ follows: false })).verdict, 'violated')
  for (const other of [{ missing: 1 }, { ofItsOwn: 1 }]) {
    const { verdict, reason } = decide(run({ rows: { ...whole, ...other } }))
    assert.equal(verdict, 'violated')
    assert.match(reason, /follows n2, and lacks \d of 90 rows and shows \d that n2 has not/)
  }
  const unread = decide(run({ rows: undefined, unread: 'invalid page' }))
  assert.deepEqual([unread.verdict, /invalid page/.test(unread.reason)], ['violated', true])
})

test('where no rewind was interrupted, or there was no row, nothing is decided', () => {
  assert.equal(decide(run({ exitCode: 0, said: 'done' })).verdict, 'unknown')
  assert.equal(decide(run({ rows: { ...whole, compared: 0 } })).verdict, 'unknown')
})

test('it is on trial where a rewind is told of', () => {
  const onTrial = rewoundPrimaryFollows.trial as (evidence: Evidence) => boolean
  assert.ok(onTrial(run()))
  assert.ok(!onTrial(timeline(mode(''), fault('kill-primary', [1, 2], { nodes: ['n1'] }))))
})
