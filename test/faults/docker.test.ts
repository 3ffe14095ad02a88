import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { ensureImages } from '../../runner/runtimes/docker/images.ts'
import { engine, labelsOf, removeContainer } from '../../runner/runtimes/docker/engine.ts'
import { kernelCapabilities, refusedByKernel } from '../../runner/runtimes/docker/kernel.ts'
import { startHelper } from '../../runner/runtimes/docker/namespace-helper.ts'
import { skipContainers as skip } from '../runs/docker.ts'
import { outputFolder, splitbrain } from '../runs/splitbrain.ts'
import { severing } from './client-faults.ts'
import { laboratoryOn } from './laboratory.ts'
import { partitions, shaping } from './network-faults.ts'
import { nodeFaults } from './node-faults.ts'

/** What a network namespace has that a fault may have put there. */
const remnants = [
  ['iptables-save', '-t', 'filter'],
  ['ip', 'route', 'show', 'type', 'blackhole'],
  ['tc', 'qdisc', 'show', 'dev', 'eth0'],
]

describe('faults on the docker runtime', { skip }, () => {
  const laboratory = laboratoryOn('docker')

  nodeFaults(laboratory)
  partitions(laboratory, 'packets')
  // The engine's own proxy of published ports hands a reset on as an end.
  shaping(laboratory, /Connection terminated unexpectedly/)

  severing(laboratory)

  for (const by of ['blackhole', 'interface', 'disconnect'])
    test(`partition-primary:by=${by}: nobody reaches it, and it comes back`, () =>
      laboratory().during(`partition-primary:by=${by}`, async ({ nodes: [{ name }] }) => {
        await laboratory().expectCut(({ from, to }) => from === name || to === name)
      }))

  test('partition-n2:by=packets holds over a kill and a boot of the node', () =>
    laboratory().during('partition-n2:by=packets', async ({ nodes: [node] }) => {
      await node.kill()
      await laboratory().cluster.server(node).start()
      await laboratory().expectCut(({ from, to }) => from === 'n2' || to === 'n2')
    }))

  test('partition-n2:by=proxy, too', () =>
    laboratory().during('partition-n2', () =>
      laboratory().expectCut(({ from, to }) => from === 'n2' || to === 'n2'),
    ))

  test('loss-replication: packets are sent again, and arrive', () =>
    laboratory().during('loss-replication:percent=15', async () => {
      const resent = async () => {
        const { output } = await laboratory().cluster.node('n2').exec(['cat', '/proc/net/snmp'])
        const [names, values] = output.split('\n').filter((line) => line.startsWith('Tcp:'))
        return Number(values.split(' ')[names.split(' ').indexOf('RetransSegs')])
      }
      const before = await resent()
      for (let round = 0; round < 100 && (await resent()) === before; round++)
        await laboratory().mark()
      assert.ok((await resent()) > before)
      await laboratory().expectReplicated(() => true)
    }))

  test('rate-n1:by=tbf: the kernel lets no more through', () =>
    laboratory().during('rate-n1:kilobytes=200:by=tbf', async () => {
      const n2 = laboratory().cluster.node('n2')
      const endpoint = laboratory().primary.endpoint()
      await laboratory().query(endpoint, 'INSERT INTO marks SELECT 0 FROM generate_series(1, 4000)')
      const begin = performance.now()
      await laboratory().arrives(n2, await laboratory().mark())
      assert.ok(performance.now() - begin >= 1_000)
    }))

  test('cpu-primary: it is kept from running, and then no more', async () => {
    const { cluster, primary } = laboratory()
    const quota = async () => {
      const text = 'cd /sys/fs/cgroup && cat cpu/cpu.cfs_quota_us 2> /dev/null || cat cpu.max'
      return (await primary.exec(['sh', '-c', text])).output.split(' ')[0].trim()
    }
    const unlimited = await quota()
    await laboratory().during('cpu-primary:percent=5', async () => {
      assert.equal(await quota(), '5000')
      await laboratory().insert(15_000)
      await cluster.server(primary).query('SELECT count(*) FROM generate_series(1, 300000)')
    })
    assert.equal(await quota(), unlimited)
  })

  test('io-n2: its disk takes so much a second, after a boot too, and then what it can', async () => {
    const n2 = laboratory().cluster.node('n2')
    const limit = async () => {
      const text = 'cd /sys/fs/cgroup && cat blkio/blkio.throttle.write_bps_device || cat io.max'
      return (await n2.exec(['sh', '-c', text])).output
    }
    await laboratory().during('io-n2:kilobytes=200', async () => {
      assert.match(await limit(), /\b200000\b/)
      await n2.kill()
      await n2.boot()
      assert.match(await limit(), /\b200000\b/)
    })
    assert.doesNotMatch(await limit(), /\b200000\b/)
  })

  test('no namespace has a rule, a route or a discipline left', async () => {
    const { runId } = laboratory()
    const { postgres: image } = await ensureImages(() => {})
    for (const name of ['n1', 'n2', 'n3', 'links']) {
      const labels = labelsOf(runId)
      const mode = `container:splitbrain-${runId}-${name}`
      const helper = await startHelper({ image, name, labels, reaped: false }, mode)
      for (const argv of remnants) {
        const { output } = await helper.exec(argv)
        assert.doesNotMatch(output, /splitbrain|DROP|blackhole|tbf|netem/, `${name}: ${output}`)
      }
      await removeContainer(await engine(), helper.getId())
    }
  })

  test('what the kernel refuses is told with its reason and what would help', async (t) => {
    const { postgres } = await ensureImages(() => {})
    const refused = await refusedByKernel(postgres, kernelCapabilities)
    const names = refused.map(({ capability }) => capability)
    for (const tried of ['packet-filter', 'packet-loss', 'node-network', 'tbf'] as const)
      assert.ok(!names.includes(tried), `this test file could not run without ${tried}`)
    for (const { reason, advice } of refused) assert.ok(reason !== '' && advice !== '')
    if (!names.includes('netem')) return t.skip('this kernel has netem')
    await using output = await outputFolder()
    const run = ['run', 'hot-standby', '--runtime', 'docker', '--output', output.path]
    const { exitCode, stderr } = await splitbrain([...run, '--faults', 'delay-n1:by=netem'])
    assert.equal(exitCode, 64)
    assert.match(stderr, /has no netem \(.+\): .*modprobe sch_netem/)
    assert.deepEqual(await readdir(output.path), [])
  })
})
