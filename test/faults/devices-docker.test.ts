import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Injection } from '../../runner/fault.ts'
import { serverOf } from '../../scenarios/faults/servers.ts'
import { skipContainers as skip } from '../runs/docker.ts'
import { laboratoryOn } from './laboratory.ts'

const PATIENCE_MS = 30_000

describe('faults of disks of our own', { skip, timeout: 300_000 }, () => {
  const laboratory = laboratoryOn('docker', { disk: 'device' })

  /** All that was acknowledged is on every copy, and everybody takes part again. */
  const expectWhole = async (marks: number) => {
    const { cluster } = laboratory()
    await cluster.heal(PATIENCE_MS)
    await laboratory().expectReplicated(() => true)
    for (const node of cluster.nodes) {
      const text = 'SELECT count(*)::int AS marks FROM marks'
      const [row] = await serverOf(cluster, node).query<{ marks: number }>(text)
      assert.ok(row.marks > marks, `${node.name} has ${row.marks} of more than ${marks}`)
    }
  }

  /** Injects, lets a test look, and takes it back; what it did has to show, and nothing that was acknowledged to be gone. */
  async function during(words: string, see: (injection: Injection) => Promise<void>) {
    let marks = 0
    for (; marks < 5; marks++) await laboratory().mark()
    const injection = await laboratory().inject(words)
    try {
      await see(injection)
      const effect = await injection.effect()
      assert.equal(effect?.took, true, `${words} shows ${JSON.stringify(effect)}`)
    } finally {
      await injection.undo()
    }
    await expectWhole(marks)
  }

  test('data lie on the disk, and on nothing else', async () => {
    for (const node of laboratory().cluster.nodes) {
      const { output } = await node.exec([
        'findmnt',
        '--noheadings',
        '--output=FSTYPE,TARGET',
        '--target=data/base',
      ])
      assert.match(output, /^ext4 +\S+\/disk$/m)
    }
  })

  test('power-cut-primary: it is gone, its disk lets nobody in, and it comes back with what was acknowledged', () =>
    during('power-cut-primary', async ({ nodes: [name], effect }) => {
      const node = laboratory().cluster.node(name)
      assert.equal(await node.running(), false)
      assert.ok(Number((await effect())!.by.clientsCutOff) > 0)
      await assert.rejects(serverOf(laboratory().cluster, node).query('SELECT'))
      assert.doesNotMatch(await node.logs(), /PANIC|Input\/output error/)
    }))

  test('power-cut-n2: what nobody flushed is forgotten', async () => {
    const node = laboratory().cluster.node('n2')
    const { folder } = laboratory().cluster.diskOf(node)!
    await node.exec(['touch', `${folder}/unflushed`])
    await during('power-cut-n2', async () => {
      await node.boot()
      assert.match((await node.exec(['ls', `${folder}`])).output, /^data$/m)
      assert.doesNotMatch((await node.exec(['ls', `${folder}`])).output, /unflushed/)
    })
  })
})
