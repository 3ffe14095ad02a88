import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kill, Plan } from '../../../reports/tradeoff/results.ts'
import { killedAt, killsLeft } from './kill.ts'
import type { Level } from './level.ts'
import type { SweepFolder } from './sweep-folder.ts'

test('kills are at the least and the greatest round trip that can be halved', () => {
  assert.deepEqual(killedAt([20, 1, 5, 2, 51]), [2, 20])
  assert.deepEqual(killedAt([0]), [0])
  assert.deepEqual(killedAt([1, 5]), [])
})

test('what was killed already is not killed again, and a server by itself never is', () => {
  const levels = [{ name: 'single' }, { name: 'on', killed: () => {} }] as unknown as Level[]
  const plan = { kills: 2, seed: 7, rttsMs: [0, 5, 20] } as Plan
  const all = [{ level: 'on', rttMs: 0, seed: 7 }] as Kill[]
  const left = killsLeft({ plan, folder: { kills: { all } } as SweepFolder }, levels)
  assert.deepEqual(
    left.map(({ level, rttMs, seed }) => `${level.name} ${rttMs} ${seed}`),
    ['on 20 7', 'on 0 8', 'on 20 8'],
  )
})
