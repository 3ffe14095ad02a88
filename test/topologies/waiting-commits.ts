import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { until } from '../../runner/until.fixture.ts'
import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import type { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
import { Adding } from './adding.ts'
import type { Where } from './contract.ts'

const LIMIT_MS = 30_000

/** A failover leaves a primary whose commits wait until the old one is back, as a copy of a primary that waits. */
export function waitingCommits(
  { runtime: name }: Pick<Where, 'runtime'>,
  skip: string | false = false,
): void {
  test(`commits that waited for a copy stand in it, on the ${name} runtime`, { skip }, async () => {
    const runId = `waiting-commits-${name}-${process.pid}`
    await using runtime = await openRuntime(name, { runId, progress() {} })
    const options = hotStandby.options.parse({ sync: 'on', standbys: 1 })
    await using cluster = (await hotStandby.start(
      await siteOf(hotStandby.layout(options), runtime),
      options,
    )) as HotStandby
    const adding = new Adding(cluster)
    await adding.prepare()
    await adding.add(3)
    await cluster.fence()
    await cluster.promote()

    const waiting = adding.add(1)
    await until('a commit that waits', async () => (await cluster.held()).waiting === 1)
    await cluster.heal(LIMIT_MS)
    await waiting
    await adding.expectEqualCopies()

    // Who makes a copy receives WAL too, and is no standby yet.
    const log = await cluster.node(cluster.primary()).logs()
    const confirming = log.matchAll(/LOG: {2}standby "n1" is now a .*\n.* STATEMENT: {2}(.*)/g)
    const asked = [...confirming].map(([, statement]) => statement)
    assert.ok(asked.length > 0, log)
    assert.deepEqual(
      asked.filter((statement) => /SLOT/.test(statement)),
      [],
    )
  })
}
