import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DISK_API_PORT, DISK_PORT, DiskOnNode } from '../../runner/disk/disk-on-node.ts'
import { Links } from '../../runner/network/links.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import { until } from '../../runner/until.fixture.ts'
import { remains, skipContainers as skip } from '../runs/docker.ts'

const LIMIT = { skip, timeout: 300_000 }

test(
  'a mounted disk is mirrored over a link, parted from its peer and taken over there',
  LIMIT,
  async () => {
    const runId = `mirror-${process.pid}`
    {
      const needs = new Set(['node', 'disks'] as const)
      await using runtime = await openRuntime('docker', { runId, needs, progress: console.log })
      const ports = [DISK_PORT, DISK_API_PORT]
      const nodes = [
        await runtime.start({ name: 'n1', ports }),
        await runtime.start({ name: 'n2', ports }),
      ]
      const [disk, peer] = nodes.map((node) => new DiskOnNode(node, { sizeBytes: 2 ** 26 }))
      for (const each of [disk, peer]) {
        await each.install()
        await each.start()
      }
      const specs = [{ from: 'n1', to: 'n2', port: DISK_PORT, group: 'mirror' }]
      const links = await Links.connect(await runtime.proxyHost(0), nodes, specs)
      const link = links.between('n1', 'n2', DISK_PORT)
      const mode = async () => (await disk.state()).mirror!.mode
      const is = (wanted: string) => until(`it is ${wanted}`, async () => (await mode()) === wanted)

      await disk.mirrorTo({
        to: link.endpoint,
        as: 'n1',
        withoutPeer: 'go-on',
        timeoutMs: 500,
        behind: 'all',
      })
      await is('connected')
      const [n1, n2] = nodes
      const folder = `${n1.home}/data`
      await n1.disks!.format(disk.sourceHere('n1'))
      await n1.disks!.mount(disk.sourceHere('n1'), folder)
      const write = (name: string) =>
        runOn(n1, ['sh', '-c', 'echo "$1" > "data/$1" && sync "data/$1"', 'sh', name])
      await write('first')

      const parted = await links.cut([link])
      await write('alone')
      await is('degraded')
      assert.ok((await disk.state()).mirror!.blocksBehind > 0)
      await parted.undo()
      await is('connected')
      await write('together')

      await n1.kill()
      const taken = `${n2.home}/data`
      await n2.disks!.mount(peer.sourceHere('n2'), taken)
      const found = await runOn(n2, ['sh', '-c', 'cat data/first data/alone data/together'])
      assert.equal(found, 'first\nalone\ntogether\n')
    }
    assert.deepEqual(await remains(runId), [])
  },
)
