import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { chooseFault } from '../../../cli/choose-fault.ts'
import { History } from '../../../history/history.ts'
import type { RunResults } from '../../../runner/results.ts'
import { pointInTime } from '../../../scenarios/topologies/point-in-time/point-in-time.ts'
import { Trials } from '../trials.ts'
import { cells, faultOf } from './cells.ts'
import { damagedIn, outcomeOf, type Outcome } from './outcome.ts'
import { corruptionPage, type CorruptionTrial } from './page.ts'

interface Seen {
  server?: string
  onDisk?: string
  lost?: number | null
  duplicated?: number
  tools?: Record<string, string[]>
  error?: string
}

/** A run with one damage, of which this was seen. */
function outcome({ server = 'started', onDisk = 'there', ...seen }: Seen): Outcome {
  const { lost = 0, duplicated = 0, tools = {}, error } = seen
  const about = { process: 'fault', f: 'zero-page-server' } as const
  const history = History.from([
    { ...about, index: 0, timeNs: 0, type: 'invoke', kind: 'fault', value: {} },
    { ...about, index: 1, timeNs: 1, type: 'ok', kind: 'fault', value: { damage: { server } } },
    { process: 0, f: 'add', index: 2, timeNs: 2, type: 'invoke', value: 1 },
    { process: 0, f: 'add', index: 3, timeNs: 3, type: 'fail', value: 1, error: error ?? '57P03' },
    ...(['invoke', 'ok'] as const).map((type, i) => ({
      process: 'fault' as const,
      f: 'undo zero-page-server',
      index: 4 + i,
      timeNs: 4 + i,
      type,
      kind: 'undo' as const,
      value: { effect: { took: true, by: { onDisk } } },
    })),
  ])
  const inspections = Object.entries(tools).map(([tool, findings]) => ({ tool, findings }))
  const checks = { durability: { lost, duplicated, unexpected: 0 }, integrity: { inspections } }
  return outcomeOf(damagedIn({ acknowledged: 100, checks } as unknown as RunResults, history)!)
}

test('each run has one outcome, and the worst of what was seen tells which', () => {
  assert.equal(outcome({}), 'nothing noticed')
  assert.equal(outcome({ onDisk: 'written over' }), 'repaired')
  assert.equal(outcome({ server: 'refused', lost: 3 }), 'refused to start')
  assert.equal(outcome({ lost: 3 }), 'loss, silent')
  assert.equal(outcome({ lost: 3, tools: { amcheck: ['broken'] } }), 'loss, told')
  assert.equal(outcome({ lost: 3, error: 'XX001: invalid page' }), 'loss, told')
  assert.equal(outcome({ duplicated: 1 }), 'wrong answer, silent')
  const ours = 'both ways of reading'
  const differs = { [ours]: ['table "a": 9 rows by itself and 8 by "b"'] }
  assert.equal(outcome({ tools: differs }), 'wrong answer, silent')
  assert.equal(outcome({ tools: { [ours]: ['invalid page'] } }), 'told by a tool alone')
  assert.equal(outcome({ lost: null, error: 'XX001: invalid page' }), 'error text')
  assert.equal(outcome({ tools: { amcheck: ['broken'] } }), 'told by a tool alone')
})

test('the page counts outcomes, losses and what each tool said, a line for each cell', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'splitbrain-corruption-'))
  const trials = new Trials<CorruptionTrial>(join(folder, 'trials.jsonl'))
  const [cell] = cells
  const run = { verdict: 'fail', versions: { postgresql: '18' }, command: 'run', unexpected: 0 }
  const add = (seed: number, more: Partial<CorruptionTrial>) =>
    trials.add({
      experiment: cell.id,
      seed,
      tools: { amcheck: '' },
      acknowledged: 100,
      lost: 0,
      duplicated: 0,
      server: 'started',
      isTold: false,
      onDisk: 'there',
      ...run,
      ...more,
    })
  add(1, { lost: 7 })
  add(2, { lost: 5 })
  add(3, { isTold: true, lost: null, tools: { amcheck: 'bad' }, said: 'XX001: a | b' })
  const page = corruptionPage(trials)
  assert.match(
    page,
    /\| flip-bit \| heap \| on \| \*\*loss, silent\*\* \(2\), error text \(1\) \| 12 of 200 \| 1 of 3 \| – \| – \| – \| – \| 2 of 2 \| `XX001: a \\\| b` \|/,
  )
  assert.equal(page.match(/^\| flip-bit/gm)?.length, 1)
  await rm(folder, { recursive: true })
})

test('each cell is a fault of the catalogue, and has a name of its own', () => {
  const layout = pointInTime.layout(pointInTime.options.parse({}))
  for (const cell of cells) chooseFault(faultOf(cell), layout)
  assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length)
})
