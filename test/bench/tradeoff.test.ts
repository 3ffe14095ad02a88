import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { levelsNamed } from '../../cli/bench/tradeoff/levels.ts'
import { planOf } from '../../cli/bench/tradeoff/plan.ts'
import { sweep } from '../../cli/bench/tradeoff/sweep.ts'
import { SweepFolder } from '../../cli/bench/tradeoff/sweep-folder.ts'
import { machineHere } from '../../cli/machine.ts'
import type { Tradeoff } from '../../reports/tradeoff/results.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { until } from '../../runner/until.fixture.ts'
import { outputFolder, splitbrain } from '../runs/splitbrain.ts'

const RTT_MS = 20
const ROUNDS = 6
const little = {
  rtt: String(RTT_MS),
  clients: '1',
  rounds: String(ROUNDS),
  seconds: '0.1',
  kills: '0',
  standbys: '1',
}
/** More than any disk of a machine that runs tests takes by itself. */
const COMMIT_DELAY_MS = 7

const pointsIn = (folder: string) => {
  const path = join(folder, 'points.jsonl')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []
}

test('a sweep that was interrupted goes on where it was, and makes everything of its points', async () => {
  await using output = await outputFolder()
  const { path } = output
  const words = { ...little, 'commit-delay': String(COMMIT_DELAY_MS) }
  const options = Object.entries(words).flatMap(([name, value]) => [`--${name}`, value])
  const args = ['bench', 'tradeoff', 'on', ...options, '--out', path]
  const first = splitbrain(args)
  await until('the first point is kept', () => pointsIn(path).length > 0)
  first.kill('SIGINT')
  assert.equal((await first).exitCode, 130)
  const kept = pointsIn(path)
  assert.ok(kept.length < ROUNDS, 'it was over before it was interrupted')

  const { exitCode, stdout, stderr } = await splitbrain([...args, '--json'])
  assert.equal(exitCode, 0, stderr)
  assert.deepEqual(pointsIn(path).slice(0, kept.length), kept)
  assert.equal(pointsIn(path).length, ROUNDS)
  const { points, command } = JSON.parse(stdout) as Tradeoff
  assert.match(command, /--rounds 6 .*--commit-delay 7 /)
  const [single, on] = points
  assert.deepEqual([single.level, single.delayedBytes], ['single', 0])
  // No commit is there before its flush, nor before a standby that it waits for has answered.
  assert.ok(single.p50Ms >= COMMIT_DELAY_MS, JSON.stringify(single))
  assert.ok(on.p50Ms >= COMMIT_DELAY_MS + RTT_MS && on.delayedBytes > 0, JSON.stringify(on))
  const files = ['report.html', 'results.json', 'points.csv', 'ratio-1.png', 'sweep.json']
  const there = await readdir(path)
  assert.deepEqual(
    files.filter((file) => !there.includes(file)),
    [],
  )
  assert.match(await readFile(join(path, 'report.html'), 'utf8'), /A fully synchronous solution/)

  const other = await splitbrain([...args, '--seed', '2'])
  assert.equal(other.exitCode, 64)
  assert.match(other.stderr, /another seed \(1, not 2\)/)
})

test('a server that dies ends the sweep, with the level and the point, and what was measured is kept', async () => {
  await using output = await outputFolder()
  const plan = planOf(['single'], {
    ...little,
    rtt: '0',
    commitDelay: '0',
    seed: '1',
    runtime: 'embedded',
  })
  const identity = { plan, machine: machineHere(), versions: {} }
  const folder = await SweepFolder.open(output.path, identity, false)
  const [single] = levelsNamed(plan.levels, { ...plan, killClients: 1 })
  const nodes: Node[] = []
  const dying: typeof single = {
    ...single,
    start: async (runtime, ...place) => {
      const system = await single.start(runtime, ...place)
      nodes.push(...runtime.nodes)
      return system
    },
  }
  const progress = { begin() {}, next() {}, ended() {} }
  const killing = {
    ...progress,
    next: (what: string) => void (what.startsWith('round 3') && nodes[0].kill()),
  }
  const { signal: cancelled } = new AbortController()
  await assert.rejects(
    sweep({ plan, levels: [dying], folder, cancelled, progress: killing }),
    /single at 0 ms with 1 client could not be measured/,
  )
  assert.equal(folder.blocks.all.length, 2)
  await sweep({ plan, levels: [single], folder, cancelled, progress })
  assert.deepEqual(
    folder.blocks.all.map(({ round }) => round),
    [0, 1, 2, 3, 4, 5],
  )
})
