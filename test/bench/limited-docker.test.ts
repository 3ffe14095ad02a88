import assert from 'node:assert/strict'
import { test } from 'node:test'
import { running, workload } from '../../cli/bench/tradeoff/block.ts'
import { drive } from '../../cli/bench/tradeoff/drive.ts'
import { levelsNamed } from '../../cli/bench/tradeoff/levels.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { skipContainers } from '../runs/docker.ts'

/** Of a processor, in hundredths: what keeps nobody from running, and still has its effect counted. */
const MORE_THAN_THERE_IS = 10_000

test(
  'a node of a level that is limited is kept from running, and one of another is not',
  {
    skip: skipContainers,
  },
  async () => {
    assert.equal(await throttledMs(undefined), 0)
    assert.notEqual(await throttledMs(10), 0)
  },
)

/** For how long the single server was kept from running under load. */
async function throttledMs(percent: number | undefined): Promise<number> {
  await using things = new AsyncDisposableStack()
  const asked = { standbys: 1, rttsMs: [0], killClients: 1, commitDelay: 0, percent }
  const [{ name, needs, start }] = levelsNamed(['single'], asked)
  const opening = { runId: `limited-${process.pid}`, needs, progress() {} }
  const runtime = things.use(await openRuntime('docker', opening))
  const { system, next } = running(name, await start(runtime, workload.tables, things))
  const { undo, effect } = await runtime.nodes[0].limitCpu!(MORE_THAN_THERE_IS)
  const { signal: cancelled } = new AbortController()
  const { work } = workload
  await drive({ system, work, next, connections: 4, seconds: 1, cancelled })
  const { by } = (await effect())!
  await undo()
  return Number(by.throttledMs)
}
