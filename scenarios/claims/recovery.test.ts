import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durability } from '../../checkers/durability/durability.ts'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { FIRST_FINAL_PROCESS } from '../../runner/final-reads.ts'
import { judge } from '../../runner/judge.ts'
import { set } from '../workloads/set.ts'
import { recoversToAnyTime } from './recovery.ts'

/** A write from when to when, in seconds. */
type Add = [value: number, from: number, to: number]

interface Run {
  adds?: Add[]
  /** What is there in the end. */
  left: number[]
  /** By how much the recovery misses its moment. */
  shift?: number
  /** Whether and when it was recovered, and how often the same was done all over. */
  recovered?: 'never' | [from: number, until: number]
  again?: { mistake: number; recovered: [from: number, until: number] }
  /** A fault of the server beside it. */
  struck?: { f: string; at: number }
  fsync?: 'on' | 'off'
}

/** The mistake is made at 10 s, and recovered from between 14 and 16 s. */
const usual: Add[] = [
  [1, 8, 8.1],
  [2, 9, 9.1],
  [3, 11, 11.1],
  [4, 13, 13.1],
  [5, 17, 17.1],
]

function decide(run: Run) {
  const { adds = usual, left, shift = 0, recovered = [14, 16], again, struck, fsync } = run
  const lines: Omit<Operation, 'index'>[] = []
  const whole = (about: Omit<Operation, 'index' | 'type' | 'timeNs'>, [from, to]: number[]) =>
    lines.push(
      { ...about, type: 'invoke', timeNs: from * 1e9 },
      { ...about, type: 'ok', timeNs: to * 1e9 },
    )
  const mistake = (at: number) => {
    const value = { nodes: ['n1'], aroundNs: [at * 1e9, (at + 0.001) * 1e9], shift }
    whole({ process: 'fault', kind: 'fault', f: 'mistake', value }, [at, at + 0.002])
  }
  const recovery = (span: [number, number]) => {
    const value = { nodes: ['n1'], recovered: { said: 'recovery stopping before' } }
    whole({ process: 'fault', kind: 'undo', f: 'undo mistake', value }, span)
  }
  mistake(10)
  if (recovered !== 'never') recovery(recovered)
  if (again) {
    mistake(again.mistake)
    recovery(again.recovered)
  }
  if (struck !== undefined)
    whole({ process: 'fault', kind: 'fault', f: struck.f, value: { nodes: ['n1'] } }, [
      struck.at,
      struck.at + 0.1,
    ])
  for (const [value, ...span] of adds) whole({ process: value, f: 'add', value, node: 'n1' }, span)
  whole({ process: FIRST_FINAL_PROCESS, f: 'read', value: left, node: 'n1' }, [40, 40.1])
  const operations = lines
    .toSorted((a, b) => a.timeNs - b.timeNs)
    .map((each, index) => ({ ...each, index }))
  const { claims, findings, verdict } = judge(History.from(operations), {
    checkers: [durability()],
    claims: [recoversToAnyTime(set, fsync)],
    faults: [],
  })
  return { ...claims[0], run: verdict, findings }
}

test('holds where just what was acknowledged before the mistake is there, and tells what could have broken it', () => {
  const { verdict, reason, power, run } = decide({ left: [1, 2, 5] })
  assert.equal(verdict, 'holds', reason)
  assert.equal(run, 'pass')
  assert.deepEqual(power, { writesBefore: 2, writesUndone: 2 })
  assert.match(reason, /The server said: recovery stopping before/)
})

test('one write too few breaks it, before the mistake or after the recovery', () => {
  assert.match(
    decide({ left: [1, 5] }).reason,
    /^1 of 3 writes are missing .* the first of them 2\./,
  )
  assert.match(decide({ left: [1, 2] }).reason, /the first of them 5\./)
  assert.equal(decide({ left: [1, 5] }).verdict, 'violated')
})

test('what a loss of power may have taken, no recovery could bring back', () => {
  const at = (f: string, fsync: 'on' | 'off', left = [1, 5]) =>
    decide({ left, struck: { f, at: 9.5 }, fsync }).verdict
  assert.equal(at('power-cut-server', 'off'), 'unknown')
  assert.equal(at('lying-flush-server', 'on'), 'unknown')
  assert.equal(at('power-cut-server', 'on'), 'violated')
  assert.equal(at('crash-server', 'off'), 'violated')
  assert.equal(at('power-cut-server', 'off', [1, 2, 5]), 'holds')
  assert.equal(at('power-cut-server', 'off', [1, 2, 3, 5]), 'violated')
})

test('one write too many breaks it', () => {
  const { verdict, reason, run } = decide({ left: [1, 2, 3, 5] })
  assert.deepEqual([verdict, run], ['violated', 'fail'])
  assert.match(reason, /^1 of 2 writes are there that the recovery was to leave out, .* 3\./)
})

test('the mistake itself breaks it', () => {
  assert.equal(decide({ left: [] }).verdict, 'violated')
  assert.equal(decide({ left: [3, 4, 5] }).verdict, 'violated')
})

test('a write that was under way at the moment or as the server was stopped may be there or not', () => {
  const adds: Add[] = [...usual, [6, 9.99, 10.1], [7, 13.99, 14.1]]
  for (const more of [[], [6], [7]]) {
    const { verdict, reason } = decide({ adds, left: [1, 2, 5, ...more] })
    assert.equal(verdict, 'holds', reason)
  }
})

test('a moment that misses the mistake is held to what was there then', () => {
  assert.equal(decide({ shift: -1.5, left: [1, 5] }).verdict, 'holds')
  assert.equal(decide({ shift: -1.5, left: [1, 2, 5] }).verdict, 'violated')
  // The mistake is in it.
  assert.equal(decide({ shift: 2, left: [3, 5] }).verdict, 'holds')
  assert.equal(decide({ shift: 2, left: [1, 2, 3, 5] }).verdict, 'violated')
  assert.equal(decide({ shift: 2, left: [3, 4, 5] }).verdict, 'violated')
})

test('each of two recoveries has its part', () => {
  const adds: Add[] = [...usual, [6, 21, 21.1]]
  const again = { mistake: 20, recovered: [22, 24] as [number, number] }
  const { verdict, power } = decide({ adds, again, left: [1, 2, 5] })
  assert.deepEqual([verdict, power], ['holds', { writesBefore: 3, writesUndone: 3 }])
  assert.equal(decide({ adds, again, left: [1, 2] }).verdict, 'violated')
  assert.equal(decide({ adds, again, left: [1, 2, 5, 6] }).verdict, 'violated')
  const missed = decide({ adds, again, shift: -1, left: [1, 5] })
  assert.equal(missed.verdict, 'unknown', missed.reason)
})

test('says nothing where nobody recovered, or nothing was written before', () => {
  const never = decide({ recovered: 'never', left: [3, 4, 5] })
  assert.equal(never.reason, 'Nobody recovered from the mistake.')
  assert.notEqual(never.run, 'pass')
  const young = decide({ adds: usual.slice(2), left: [5] })
  assert.equal(young.verdict, 'unknown')
  assert.match(young.reason, /none could have been missing/)
})
