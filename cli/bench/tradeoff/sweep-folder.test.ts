import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import { machineHere } from '../../machine.ts'
import { block } from './blocks.fixture.ts'
import { planOf } from './plan.ts'
import { SweepFolder } from './sweep-folder.ts'

const words = {
  rtt: '5,0,5',
  clients: '1',
  rounds: '6',
  seconds: '0.2',
  kills: '0',
  standbys: '1',
  commitDelay: '0',
  seed: '1',
  runtime: 'embedded',
} as const
const identity = {
  plan: planOf(['on'], words),
  machine: machineHere(),
  versions: { postgres: '18.4' },
}

test('words become a plan of rising numbers, each once, and of all levels where none is named', () => {
  assert.deepEqual(identity.plan.rttsMs, [0, 5])
  assert.deepEqual(planOf([], words).levels, [
    'single',
    'async',
    'remote_write',
    'on',
    'remote_apply',
  ])
})

test('a part of a processor is for nodes whose runtime can leave them one', () => {
  const percent = '25'
  assert.throws(
    () => planOf([], { ...words, percent }),
    /use --runtime docker, or leave out --percent/,
  )
  assert.equal(planOf([], { ...words, percent, runtime: 'docker' }).percent, 25)
  assert.equal(identity.plan.percent, undefined)
})

test('the same sweep goes on with what is there, another one is refused by what differs, and a fresh one forgets', () =>
  inDraft('sweep', async (folder) => {
    const path = join(folder, 'a', 'b')
    const first = await SweepFolder.open(path, identity, false)
    first.blocks.add(block({ round: 0 }, { single: 100, on: 10 }))
    const again = await SweepFolder.open(path, identity, false)
    assert.equal(again.blocks.all.length, 1)
    const longer = { ...identity, plan: { ...identity.plan, seconds: 9 } }
    await assert.rejects(
      SweepFolder.open(path, longer, false),
      /another seconds \(0\.2, not 9\): give the same, another --out, or --fresh/,
    )
    const newer = { ...identity, versions: { postgres: '19' } }
    await assert.rejects(SweepFolder.open(path, newer, false), /another postgres/)
    const fresh = await SweepFolder.open(path, longer, true)
    assert.equal(fresh.blocks.all.length, 0)
  }))
