import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { switchSegment } from '../../scenarios/databases/postgres/archiving.ts'
import { keptBySlotsAlone } from '../../scenarios/databases/postgres/slots.ts'
import type { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
import { Adding } from './adding.ts'
import type { Where } from './contract.ts'

const LIMIT_MS = 30_000
const SEGMENTS = 4

/** A standby that was away finds what it missed where a slot kept it, and only there if nothing else does. */
export function keptWal(
  { runtime: name }: Pick<Where, 'runtime'>,
  skip: string | false = false,
): void {
  describe(`WAL that a standby missed, on the ${name} runtime`, { skip }, () => {
    async function missed(slots: 'yes' | 'no', see: (cluster: HotStandby) => Promise<void>) {
      const runId = `kept-wal-${slots}-${name}-${process.pid}`
      await using runtime = await openRuntime(name, { runId, progress() {} })
      const options = hotStandby.options.parse({ slots, standbys: 1 })
      const site = await siteOf(hotStandby.layout(options), runtime)
      await using cluster = (await hotStandby.start(site, options)) as HotStandby
      const primary = cluster.server(cluster.node('n1'))
      await primary.configure(keptBySlotsAlone)
      const adding = new Adding(cluster)
      await adding.prepare()
      await cluster.node('n2').kill()
      await adding.add(3)
      for (let i = 0; i < SEGMENTS; i++) await switchSegment(primary)
      await primary.query('CHECKPOINT')
      await see(cluster)
      if (slots === 'yes') await adding.expectEqualCopies()
    }

    test('is kept by its slot', () =>
      missed('yes', async (cluster) => void (await cluster.heal(LIMIT_MS))))

    test('is gone without', () =>
      missed('no', async (cluster) => {
        await assert.rejects(cluster.heal(3_000), /did not catch up/)
        assert.match(await cluster.node('n2').logs(), /has already been removed/)
      }))
  })
}
