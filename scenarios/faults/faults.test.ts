import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { chooseFault } from '../../cli/choose-fault.ts'
import type { MountedDisk } from '../../runner/disk/mounted-disk.ts'
import type { Recorder } from '../../runner/recorder.ts'
import type { Cluster } from '../../runner/topology.ts'
import { faults } from '../catalog.ts'
import { layoutOf } from '../topologies/hot-standby/layout.fixture.ts'
import { damages } from './damage/kinds.ts'
import { formsOf } from './kind.ts'
import { serverOf } from './servers.ts'
import { MeetsNothing, type FaultContext } from '../../runner/fault.ts'
import { defaultPolicy } from '../../runner/operator.ts'
import { contextOf, soon, standing } from './standing.fixture.ts'

const names = ['n1', 'n2', 'n3']
const layout = layoutOf(3)

const standingHere = (options = {}) => standing(layout, options)

const inject = (words: string, cluster: Cluster, seed = 1) =>
  chooseFault(words, layout).inject(contextOf(cluster, seed))

/** What a fault does, and then what its undo does. */
async function course(words: string, options = {}): Promise<string[][]> {
  const { cluster, seen } = standingHere(options)
  const { undo } = await inject(words, cluster)
  const done = seen.splice(0)
  await undo()
  return [done, seen]
}

test('every form of every fault has a name of its own, hits nodes of the cluster, and can be undone', async () => {
  const all = faults.flatMap((kind) =>
    [...formsOf(kind, layout).keys()].map((name) => ({ name, kind })),
  )
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length)
  for (const { name: form, kind } of all) {
    // The wait of a primary that goes on alone is tried elsewhere.
    const name = soon(form, kind, 0)
    // Whatever goes on by itself may rest just then, and files are there on real nodes alone.
    if (
      /^(crash-loop|checkpoint-storm)/.test(name) ||
      damages.some(({ verb }) => verb === kind.verb)
    )
      continue
    const { cluster, seen } = standingHere()
    const { nodes, undo } = await inject(name, cluster)
    assert.ok(nodes.length > 0 && nodes.every((node) => names.includes(node)), name)
    const before = seen.length
    await undo()
    // Of what was killed, stopped, promoted or reset the cluster takes care, a switchover or what was written is no harm, and all else is taken back.
    const left =
      /^(kill|stop|immediate|blackout|switchover|promote|outages|reset-wal|restart|oom|bulk-load)/
    assert.equal(seen.length > before, !left.test(name), name)
  }
})

test('a fault of a standby meets every standby in the end', async () => {
  const met = new Set<string>()
  for (let seed = 0; seed < 40; seed++)
    met.add((await inject('pause-standby', standingHere().cluster, seed)).nodes[0])
  assert.deepEqual([...met].toSorted(), ['n2', 'n3'])
})

test('a primary is killed behind cut replication links, which are healed even when the kill fails', async () => {
  const cut = 'proxy loses n1>n2 n1>n3'
  assert.deepEqual(await course('kill-primary:lead=1'), [[cut, 'kill n1', `no more ${cut}`], []])
  assert.deepEqual(await course('kill-n1:lead=1'), await course('kill-primary:lead=1'))
  const failing = standingHere({ stubborn: true })
  await assert.rejects(inject('kill-primary:lead=1', failing.cluster), /still there/)
  assert.deepEqual(failing.seen, [cut, 'kill n1', `no more ${cut}`])
  assert.deepEqual(await course('kill-n2'), [['kill n2'], []])
})

test('mistakes that would be none, or contradict themselves, are refused with what to say instead', () => {
  const refuses = (words: string, message: RegExp, here = layout) =>
    assert.throws(() => chooseFault(words, here), { code: 'usage', message }, words)
  refuses('promote-primary', /would do nothing.*promote-standby/)
  refuses('return-standby', /would do nothing.*return-primary/)
  refuses('promote-n2:which=stalest', /use promote-standby:which=stalest/)
  refuses('clock-n1:jump=0', /set jump or rate/)
  for (const words of ['empty-sync-names', 'impatient-restart', 'drop-slot-n2', 'fill-archive'])
    refuses(words, /would do nothing/)
  for (const words of ['empty-sync-names', 'impatient-restart', 'drop-slot-n2'])
    chooseFault(words, { ...layout, waits: true, slots: true })
  refuses('interrupt-rewind-primary', /would do nothing/)
  const rewinding = { ...layout, rewinds: true }
  assert.ok(chooseFault('interrupt-rewind-primary:back=again', rewinding).aim === 'failover')
  refuses('interrupt-rewind-standby', /would do nothing/, rewinding)
  refuses('outages', /needs 3 nodes/, layoutOf(2))
  for (const words of ['reset-wal-n2', 'return-primary:reset=yes'])
    assert.ok(chooseFault(words, layout).needs.includes('client-programs'), words)
})

test('the furthest behind of all standbys is promoted beside a primary that lives', async () => {
  const { cluster, seen } = standingHere()
  const states = await cluster.observe()
  cluster.observe = async () =>
    states.map((state) => ({ ...state, lsnBytes: state.node === 'n3' ? 10 : 70 }))
  const told: string[] = []
  const { nodes, detail } = await chooseFault(
    'promote-standby:which=stalest:lead=1',
    layout,
  ).inject({
    ...contextOf(cluster),
    record: ({ kind, f, type, value }) =>
      told.push(`${kind} ${f} ${type} ${JSON.stringify(value)}`),
  })
  const cut = 'proxy loses n1>n2 n1>n3'
  assert.deepEqual(seen, [cut, 'promote n3', `no more ${cut}`])
  assert.deepEqual(nodes, ['n1', 'n3'])
  assert.equal((detail!.before as { waiting: number }).waiting, 3)
  assert.deepEqual(told, [
    'operator failover invoke {"from":"n1"}',
    'operator failover ok {"from":"n1","to":"n3","toLsnBytes":60}',
  ])
})

test('a blackout meets every node, and tells what the primary held', async () => {
  assert.deepEqual(await course('blackout'), [['kill n1', 'kill n2', 'kill n3'], []])
  const { nodes, detail } = await inject('blackout', standingHere().cluster)
  assert.deepEqual(nodes, names)
  const before = { node: 'n1', waiting: 3, lsnBytes: 70 }
  assert.deepEqual(detail, { struckAtNs: 1, before })
})

test('what was frozen is thawed, unless it was fenced meanwhile', async () => {
  assert.deepEqual(await course('pause-n2'), [['pause n2'], ['resume n2']])
  const fenced = await course('pause-n2', { alive: false })
  assert.deepEqual(fenced, [['pause n2'], []])
  const cut = 'proxy loses n1>n2 n1>n3'
  const primary = await course('pause-primary:lead=1')
  // Its kernel would go on sending what it had been given.
  assert.deepEqual(primary, [
    [cut, 'pause n1'],
    [`no more ${cut}`, 'resume n1'],
  ])
  assert.deepEqual(await course('pause-primary:lead=0'), [['pause n1'], ['resume n1']])
})

test('a primary that goes on alone keeps the disk that another node serves', async () => {
  const { cluster, seen } = standingHere()
  const diskOf = () => ({ disk: { node: cluster.node('n3') } }) as unknown as MountedDisk
  await inject('pause-primary:lead=1', Object.assign(cluster, { diskOf }))
  assert.deepEqual(seen, ['proxy loses n1>n2', 'pause n1'])
})

test('a primary that goes on alone keeps whatever its manager hangs on', async () => {
  const { cluster, seen } = standingHere()
  const [{ primary, held }] = cluster.guarded!
  const managed = [{ primary, held, members: ['n1', 'n2'] }]
  await inject('pause-primary:lead=1', Object.assign(cluster, { guarded: [], managed }))
  assert.deepEqual(seen, ['proxy loses n1>n2', 'pause n1'])
})

test('whoever takes a node’s disk away says so, and nobody else', async () => {
  const diskOf = () => ({ disk: { node: { name: 'n3' } } }) as unknown as MountedDisk
  const told = async (words: string) => {
    const cluster = Object.assign(standingHere().cluster, { diskOf })
    const { undo, detail = {} } = await inject(words, cluster)
    await undo()
    return (detail as { failingDisk?: { at: string[] } }).failingDisk?.at
  }
  assert.deepEqual(await told('partition-n1:lead=0'), ['n1'])
  assert.deepEqual(await told('one-way-n1:lead=0'), ['n1'])
  assert.deepEqual(await told('flap-n1:every=50:lead=0'), ['n1'])
  assert.deepEqual(await told('partition-standbys-n3'), ['n1', 'n2'])
  assert.deepEqual(await told('cut-n1-to-n3'), ['n1'])
  assert.equal(await told('delay-n1-to-n3'), undefined)
  assert.equal(await told('partition-clients-n1'), undefined)
  assert.equal(await told('pause-n1:lead=0'), undefined)
})

test('a pause may be shorter than the operator’s patience, and then nobody fails over', () => {
  const forms = ['pause-primary', 'pause-primary:for=500', 'pause-primary:for=5000']
  const told = forms.map((words) => chooseFault(words, layout))
  assert.deepEqual(
    told.map(({ lastsMs, aim }) => [lastsMs, aim]),
    [
      [undefined, 'failover'],
      [500, undefined],
      [5000, 'failover'],
    ],
  )
})

test('all nodes are killed at once, of which the primary loses nobody before', async () => {
  assert.deepEqual(await course('kill-all'), [['kill n1', 'kill n2', 'kill n3'], []])
  const { nodes, effect } = await inject('kill-all', standingHere().cluster)
  assert.deepEqual(nodes, names)
  assert.deepEqual(await effect(), { took: true, by: { down: 'n1 n2 n3' } })
})

test('who is down already is killed by nobody, and all of them by who brings the last one down', async () => {
  const { cluster } = standingHere()
  await inject('kill-n2', cluster)
  const again = await (await inject('stop-n2', cluster)).effect()
  assert.deepEqual(again, { took: false, by: { down: '', downBefore: 'n2' } })
  const rest = await (await inject('blackout', cluster)).effect()
  assert.deepEqual(rest, { took: true, by: { down: 'n1 n3', downBefore: 'n2' } })
})

test('who is frozen can’t shut down in order, and is not asked to', async () => {
  const { cluster, seen } = standingHere()
  await inject('pause-n2', cluster)
  await assert.rejects(inject('stop-n2', cluster), MeetsNothing)
  assert.deepEqual(seen, ['pause n2'])
})

test('where a server that was told to let nobody in is gone altogether, nobody knows who ended it', async () => {
  const { cluster, seen } = standingHere()
  const n1 = serverOf(cluster, cluster.node('n1'))
  const { connect } = n1
  n1.connect = async () => {
    if (seen.includes('exec on n1')) throw new Error('connection refused')
    return connect()
  }
  const { effect } = await inject('smart-stop-n1', cluster)
  assert.deepEqual(await effect(), {
    took: 'unknown',
    by: { newSession: 'impossible', sessionsThatGoOn: 2 },
  })
})

test('a fault of a random node meets every node in the end', async () => {
  const met = new Set<string>()
  for (let seed = 0; seed < 40; seed++)
    met.add((await inject('stop-random', standingHere().cluster, seed)).nodes[0])
  assert.deepEqual([...met].toSorted(), names)
})

test('each crash of a loop is told, and what it did is what all of them did', async () => {
  const { cluster } = standingHere()
  const told: unknown[] = []
  const record: Recorder = ({ type, kind, f, value }) =>
    type === 'ok' && told.push([kind, f, (value as { node: string }).node])
  const context = { ...contextOf(cluster), record }
  const words = 'crash-loop-n1:every=50:down=1'
  const { undo, effect } = await chooseFault(words, layout).inject(context)
  while (told.length < 3) await sleep(5)
  const { crashes } = (await effect())!.by
  await undo()
  assert.equal(crashes, told.length)
  for (const each of told) assert.deepEqual(each, ['observed', 'crash', 'n1'])
})

test('what a primary held when it was struck is told, and when that was', async () => {
  const before = { node: 'n1', waiting: 3, lsnBytes: 70 }
  for (const words of ['kill-primary', 'pause-n1', 'partition-primary', 'one-way-primary'])
    assert.partialDeepStrictEqual(
      (await inject(`${words}:lead=1`, standingHere().cluster)).detail,
      {
        cutAtNs: 1,
        struckAtNs: 1,
        before,
      },
    )
  const { detail } = await inject('stop-primary', standingHere().cluster)
  assert.deepEqual(detail, { struckAtNs: 1, before })
  assert.deepEqual((await inject('kill-n2', standingHere().cluster)).detail, {})
})

test('a primary that answers nobody is struck all the same', async (t) => {
  const { cluster, seen } = standingHere()
  const asked = Promise.withResolvers<void>()
  const held = () => {
    asked.resolve()
    return new Promise<never>(() => {})
  }
  Object.assign(cluster.guarded![0], { held })
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const injected = inject('kill-primary:lead=0', cluster)
  await asked.promise
  assert.deepEqual(seen, [])
  t.mock.timers.tick(2_000)
  assert.equal((await injected).detail!.before, undefined)
  assert.deepEqual(seen, ['kill n1'])
})

test('what another node holds that took the place of the struck one is not told of that', async () => {
  const { detail } = await inject('kill-primary:lead=1', standingHere({ held: 'n2' }).cluster)
  assert.equal(detail!.before, undefined)
})

test('what each fault aims at is known before it begins', () => {
  const aims = (words: string) => chooseFault(words, layout).aim
  const failover = 'kill-primary stop-n1 pause-n1 partition-primary partition-clients one-way-n1'
  for (const words of `${failover} flap-primary cut-operator`.split(' '))
    assert.equal(aims(words), 'failover', words)
  const away = 'kill-standby pause-n2 partition-n3 partition-standbys halves minority-n1 ring'
  for (const words of `${away} bridge-n2 flap-n2 cut-replication`.split(' '))
    assert.equal(aims(words), 'standbys away', words)
  for (const words of ['bridge-primary', 'flap-primary:every=500', 'delay-replication:ms=20'])
    assert.equal(aims(words), undefined, words)
})

test('a partition loses what its shape says, by what was asked for', async () => {
  const outside = 'n1>clients clients>n1 n1>operator operator>n1'
  const inside = 'n1>n2 n2>n1 n1>n3 n3>n1'
  const expected = {
    'partition-primary:lead=0': `proxy loses ${outside} ${inside}`,
    'partition-clients': `proxy loses ${outside}`,
    'partition-standbys': `proxy loses ${inside}`,
    'partition-clients-n2:by=packets': `packets loses ${outside.replaceAll('n1', 'n2')}`,
    'partition-n1:by=packets:lead=0': `packets loses ${outside} ${inside}`,
    'partition-n3:by=blackhole': 'blackhole n3',
    'partition-n3:by=interface': 'interface n3',
    'partition-n3:by=disconnect': 'disconnect n3',
    'one-way-n1:lost=in:lead=0': 'proxy loses clients>n1 operator>n1 n2>n1 n3>n1',
    'one-way-n1:lost=out:lead=0': 'proxy loses n1>clients n1>operator n1>n2 n1>n3',
  }
  for (const [words, done] of Object.entries(expected))
    assert.deepEqual(await course(words), [[done], [`no more ${done}`]])
})

test('a primary loses its standbys first, and hears nothing of them until the partition ends', async () => {
  const inside = 'n1>n2 n2>n1 n1>n3 n3>n1'
  const lead = 'packets loses n1>n2 n1>n3'
  const all = `packets loses n1>clients clients>n1 n1>operator operator>n1 ${inside}`
  assert.deepEqual(await course('partition-primary:by=packets:lead=1'), [
    [lead, all],
    [`no more ${all}`, `no more ${lead}`],
  ])
})

test('what a partition lost, and which links were meant, is told to the history', async () => {
  const { cluster } = standingHere()
  assert.deepEqual((await inject('bridge-n1', cluster)).detail, { lost: ['n2 to n3', 'n3 to n2'] })
  const { detail } = await inject('delay-n2-to-n1:ms=20', cluster)
  const settings = { ms: 20, jitter: 0, by: 'proxy' }
  assert.deepEqual(detail, { links: ['n2-to-n1'], settings })
  assert.equal((await inject('halves', cluster)).nodes.length, 3)
})

test('a target means links by name, by who uses them, or by the node at their ends', async () => {
  const linksOf = async (target: string) =>
    (await inject(`reset-${target}`, standingHere().cluster)).detail!.links as string[]
  assert.deepEqual(await linksOf('n3-to-n1'), ['n3-to-n1'])
  assert.deepEqual(await linksOf('n3-to-n1+n1-to-n2+n3-to-n1'), ['n3-to-n1', 'n1-to-n2'])
  assert.deepEqual(await linksOf('clients'), ['clients-to-n1', 'clients-to-n2', 'clients-to-n3'])
  assert.equal((await linksOf('replication')).length, 6)
  assert.equal((await linksOf('all')).length, 12)
  assert.deepEqual(await linksOf('n2'), [
    'n2-to-n1',
    'clients-to-n2',
    'operator-to-n2',
    'n1-to-n2',
    'n3-to-n2',
    'n2-to-n3',
  ])
  assert.deepEqual(await linksOf('primary'), await linksOf('n1'))
})

test('shaping is done to the links by the proxy, or to all of a node by the kernel', async () => {
  const expected = {
    'delay-n2-to-n1:ms=20': 'latency n2-to-n1',
    'rate-n2-to-n1:kilobytes=8': 'bandwidth n2-to-n1',
    'cut-n2-to-n1': 'proxy cuts n2-to-n1',
    'loss-clients:percent=7.5': '7.5 % of 3',
    'delay-n2:ms=20:jitter=5:by=netem': 'n2 netem delay 20ms 5ms',
    'loss-n2:percent=3:by=netem': 'n2 netem loss 3%',
    'rate-n2:kilobytes=1000:by=tbf': 'n2 tbf rate 8000kbit burst 20000 latency 400ms',
  }
  for (const [words, done] of Object.entries(expected))
    assert.deepEqual(await course(words), [[done], [`no more ${done}`]])
})

test('a flapping node is cut and healed by turns, and left healed', async () => {
  const { cluster, seen } = standingHere()
  const { undo } = await inject('flap-n2:every=50:lead=0', cluster)
  while (seen.length < 5) await sleep(5)
  await undo()
  const cut = seen[0]
  assert.match(cut, /^proxy loses .*n2>n1/)
  for (const [i, each] of seen.entries()) assert.equal(each, i % 2 === 0 ? cut : `no more ${cut}`)
  assert.equal(seen.length % 2, 0)
})

test('when a flapping node was away is told, and it is back when the run is over', async () => {
  const { cluster, seen } = standingHere()
  const told: string[] = []
  const record: Recorder = ({ type, kind, f, value }) =>
    told.push(`${type} ${kind} ${f} ${JSON.stringify(value)}`)
  const end = new AbortController()
  const context = { ...contextOf(cluster), record, over: end.signal }
  const { undo } = await chooseFault('flap-n2:every=50', layout).inject(context)
  while (seen.length < 3) await sleep(5)
  end.abort()
  while (seen.length < 4) await sleep(1)
  await undo()
  assert.equal(seen.length, 4)
  const both = (f: string) => ['invoke', 'ok'].map((t) => `${t} observed ${f} {"node":"n2"}`)
  assert.deepEqual(told, ['away', 'back', 'away', 'back'].flatMap(both))
})

test('a primary that goes on alone when the run ends is struck no more, and has its standbys again', async () => {
  const { cluster, seen } = standingHere()
  const end = new AbortController()
  const injected = chooseFault('kill-primary:lead=60000', layout).inject({
    ...contextOf(cluster),
    over: end.signal,
  })
  setImmediate(() => end.abort())
  await assert.rejects(injected, { name: 'AbortError' })
  const cut = 'proxy loses n1>n2 n1>n3'
  assert.deepEqual(seen, [cut, `no more ${cut}`])
})

test('what goes wrong while it flaps is told by the undo', async () => {
  const { cluster } = standingHere()
  cluster.links.lose = () => Promise.reject(new Error('no link'))
  const { undo } = await inject('flap-n2', cluster)
  await assert.rejects(undo(), /no link/)
})

test('a crash is of a database server, and short', async () => {
  const { cluster, seen } = standingHere()
  const { nodes, undo, detail } = await inject('crash-primary', cluster)
  assert.deepEqual([nodes, seen], [['n1'], ['crash n1']])
  assert.equal((detail!.before as { waiting: number }).waiting, 3)
  await undo()
  assert.deepEqual(seen, ['crash n1', 'no more crash n1'])
  assert.ok(chooseFault('crash-n2', layout).lastsMs! < 1000)
  const archive = { name: 'archive', role: 'archive', ports: ['wal'] }
  const shipping = { ...layout, nodes: [...layout.nodes, archive] }
  for (const words of ['crash-archive'])
    assert.throws(() => chooseFault(words, shipping), { code: 'usage' })
})

test('a switchover is told with its steps, which the operator does not come between', async () => {
  const { cluster } = standingHere()
  const told: string[] = []
  let alone = false
  const context: FaultContext = {
    ...contextOf(cluster),
    record: ({ type, kind, f, value }) => {
      assert.ok(alone)
      told.push(`${kind} ${f} ${type} ${JSON.stringify(value)}`)
    },
    async exclusively(act) {
      alone = true
      return act().finally(() => (alone = false))
    },
  }
  const { nodes, detail } = await chooseFault('switchover', layout).inject(context)
  assert.deepEqual(told, [
    'operator step-down invoke {"node":"n1"}',
    'operator step-down ok {"node":"n1"}',
  ])
  assert.deepEqual(nodes, ['n1', 'n2'])
  assert.deepEqual(detail, { from: 'n1', fromLsnBytes: 70, to: 'n2', toLsnBytes: 80 })
})

test('nobody switches over to a standby that gets its WAL by an archive', () => {
  const byArchive = {
    ...layout,
    links: layout.links.filter(({ group }) => group !== 'replication'),
  }
  assert.throws(() => chooseFault('switchover', byArchive), { code: 'usage' })
})

test('a flapping primary is given up by who is less patient than it stays away', () => {
  const watchedBy = (failures: number) => ({
    ...layout,
    operator: { ...defaultPolicy, failures },
  })
  assert.equal(chooseFault('flap-primary', watchedBy(3)).aim, 'failover')
  assert.equal(chooseFault('flap-primary', watchedBy(10)).aim, undefined)
})
