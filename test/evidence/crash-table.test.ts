import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { tmpdir } from 'node:os'
import { crashTable, crashTablePage } from './crash-table.ts'
import { Trials } from './trials.ts'

test('the table sums what was lost, and tells runs that proved nothing from those that lost nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'splitbrain-table-'))
  const trials = new Trials(join(folder, 'trials.jsonl'))
  assert.deepEqual(crashTablePage(['embedded'], trials), [])
  const trial = (level: string, seed: number, lost: number, seen = true) =>
    trials.add({
      experiment: `embedded synchronous_commit ${level} crash-primary`,
      seed,
      seen,
      verdict: seen ? 'pass' : 'unknown',
      acknowledged: 100,
      lost,
      rtoSeconds: 1,
      versions: {},
      command: '',
    })
  trial('off', 1, 3)
  trial('off', 2, 4)
  trial('off', 3, 0, false)
  trial('on', 1, 0)
  trial('local', 1, 0, false)
  const [page] = crashTablePage(['embedded', 'docker'], trials)
  assert.match(page, /\| `off` \| 7 of 200 in 2 runs \(1 more proved nothing\) \| – \| – \|/)
  assert.match(page, /\| `on` \| \*\*0\*\* of 100 in 1 run \|/)
  assert.match(page, /\| `local` \| 1 run proved nothing \|/)
  assert.doesNotMatch(page, /docker/)
  await rm(folder, { recursive: true })
})

test('each cell is an experiment of its own', () => {
  const ids = crashTable('embedded').map(({ id }) => id)
  assert.equal(new Set(ids).size, 15)
})
