import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
import { Adding } from './adding.ts'
import type { Where } from './contract.ts'

const LIMIT_MS = 30_000

/** An old primary that wrote what nobody got loses just that, and keeps the rest of its data. */
export function rewound(
  { runtime: name }: Pick<Where, 'runtime'>,
  skip: string | false = false,
): void {
  test(`an old primary is rewound, on the ${name} runtime`, { skip }, async () => {
    const runId = `rewound-${name}-${process.pid}`
    await using runtime = await openRuntime(name, { runId, progress() {} })
    const options = hotStandby.options.parse({ rejoin: 'rewind', standbys: 1 })
    const site = await siteOf(hotStandby.layout(options), runtime)
    await using cluster = (await hotStandby.start(site, options)) as HotStandby
    const adding = new Adding(cluster)
    await adding.prepare()
    await adding.add(3)
    const old = cluster.node('n1')
    const place = async () => (await old.exec(['stat', '-c', '%i', 'data'])).output
    const before = await place()

    const { undo: mend } = await cluster.links.cut([cluster.links.between('n2', 'n1')], 'proxy')
    await cluster.server(old).query('CREATE TABLE unheard_of ()')
    await cluster.fence()
    await mend()
    await cluster.promote()
    await adding.add(3)
    await cluster.heal(LIMIT_MS)

    await adding.expectEqualCopies()
    const [{ found }] = await cluster
      .server(old)
      .query<{ found: string | null }>("SELECT to_regclass('unheard_of') AS found")
    assert.equal(found, null)
    assert.equal(await place(), before, 'its data was not copied anew')
    assert.match(await old.logs(), /entering standby mode/)
    const { output } = await old.exec(['ls'])
    assert.doesNotMatch(output, /rewind/, 'no secret is left behind')
  })
}
