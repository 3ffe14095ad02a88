import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { chooseFault } from '../../cli/choose-fault.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import { until } from '../../runner/until.fixture.ts'
import { switchSegment } from '../../scenarios/databases/postgres/archiving.ts'
import { contextOf } from '../../scenarios/faults/standing.fixture.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
import { WarmStandby } from '../../scenarios/topologies/warm-standby/cluster.ts'
import { warmStandby } from '../../scenarios/topologies/warm-standby/warm-standby.ts'

const PATIENCE_MS = 20_000
const options = { archiveTimeout: 60, segment: '1' }
const layout = warmStandby.layout(options)

describe('faults of an archive', () => {
  let runtime: Runtime
  let cluster: WarmStandby
  const server = (name: string) => cluster.server({ name })
  const inject = (words: string) => chooseFault(words, layout).inject(contextOf(cluster))

  before(async () => {
    const runId = `archive-faults-${process.pid}`
    runtime = await openRuntime('embedded', { runId, progress() {} })
    cluster = await WarmStandby.start(await siteOf(layout, runtime), options)
  })
  after(async () => {
    await cluster?.[Symbol.asyncDispose]()
    await runtime?.[Symbol.asyncDispose]()
  })

  for (const words of ['fill-archive', 'stall-archiving', 'fail-archiving'])
    test(`${words}: a finished segment is not shipped, and then it is`, async () => {
      const { undo, effect } = await inject(words)
      const lsnBytes = await switchSegment(server('n1'))
      await until('somebody is hindered', async () => (await effect!())?.took === true)
      const { shipping } = await cluster.held()
      assert.ok(shipping.waitingSegments > 0 && shipping.shippedLsnBytes < lsnBytes)
      await undo()
      await cluster.heal(PATIENCE_MS)
      assert.ok((await server('n2').position()).replayedBytes >= lsnBytes)
    })

  test('corrupt-segment: the standby comes no further, and then it does', async () => {
    let isSpoiled = false
    const injecting = inject('corrupt-segment').finally(() => (isSpoiled = true))
    await until('it is spoiled', async () => {
      await switchSegment(server('n1'))
      return isSpoiled
    })
    const { undo, effect, detail } = await injecting
    assert.equal((await effect!())?.took, true)
    const said = async () => (await cluster.node('n2').logs()).includes(`${detail!.segment}`)
    await until('the standby has fetched it', said)
    const lsnBytes = await switchSegment(server('n1'))
    assert.match(
      await cluster.node('n2').logs(),
      /incorrect resource manager data checksum|invalid/,
    )
    await undo()
    await cluster.heal(PATIENCE_MS)
    assert.ok((await server('n2').position()).replayedBytes >= lsnBytes)
  })
})
