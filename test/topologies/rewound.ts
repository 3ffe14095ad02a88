import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import { leftByRewind } from '../../scenarios/databases/postgres/left-by-rewind.ts'
import { returned } from '../../scenarios/databases/postgres/returned.ts'
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
    await seesWhatIsLeft(cluster, 'n1')
  })
}

/** What a rewind left is told as the files have it, and what comes of starting on that by the rows that are there. */
async function seesWhatIsLeft(cluster: HotStandby, name: string): Promise<void> {
  const node = cluster.node(name)
  const [old, primary] = [cluster.server(node), cluster.server(cluster.node('n2'))]
  // A standby that is shut down is at the last checkpoint that it has replayed, on its timeline.
  await primary.query('CHECKPOINT')
  const { rows, ...back } = await returned(old, primary, async () => {})
  assert.deepEqual(back, { answers: true, follows: true, lines: [] })
  assert.ok(rows!.compared > 0)
  assert.deepEqual([rows!.missing, rows!.ofItsOwn], [0, 0])
  await old.stop()
  const { walFiles, ...left } = await leftByRewind(node)
  assert.ok(walFiles > 0)
  const sound = { control: 'shut down in recovery', timeline: 2, hasLabel: false, emptyWalFiles: 0 }
  assert.deepEqual(left, sound)

  await old.start()
  await old.promote()
  await old.query('CREATE TABLE of_its_own AS SELECT 1 AS number')
  await primary.query('CREATE TABLE of_the_other AS SELECT 1 AS number')
  const { rows: apart, follows } = await returned(old, primary, async () => {})
  assert.deepEqual([apart!.missing, apart!.ofItsOwn, follows], [1, 1, false])

  await old.stop()
  await runOn(node, [
    'sh',
    '-c',
    "touch data/backup_label && cd data/pg_wal && ls | grep -E '^[0-9A-F]{24}$' | head -n 1 | xargs truncate -s 0",
  ])
  await runOn(node, [
    'dd',
    'if=/dev/zero',
    'of=data/global/pg_control',
    'bs=1',
    'count=8',
    'seek=24',
    'conv=notrunc',
  ])
  const { control, hasLabel, emptyWalFiles } = await leftByRewind(node)
  assert.match(control, /CRC/)
  assert.deepEqual([hasLabel, emptyWalFiles], [true, 1])
  const gone = await returned(old, primary, () => old.start())
  assert.deepEqual([gone.answers, gone.follows], [false, false])
  assert.match(gone.lines.join(), /incorrect checksum in control file/)
}
