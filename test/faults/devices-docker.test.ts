import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Injection } from '../../runner/fault.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import { until } from '../../runner/until.fixture.ts'
import { serverOf } from '../../scenarios/faults/servers.ts'
import { skipContainers as skip } from '../runs/docker.ts'
import { laboratoryOn } from './laboratory.ts'

const PATIENCE_MS = 30_000

describe('faults of disks of our own', { skip, timeout: 300_000 }, () => {
  const laboratory = laboratoryOn('docker', { disk: 'device' })

  /** All that was acknowledged is on every copy, and everybody takes part again. */
  const expectWhole = async (marks: number) => {
    const { cluster } = laboratory()
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
      await laboratory().cluster.heal(PATIENCE_MS)
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

  test('stop-n2 is no loss of power: what nobody flushed is there', async () => {
    const node = laboratory().cluster.node('n2')
    const { folder } = laboratory().cluster.diskOf(node)!
    await node.exec(['touch', `${folder}/unflushed`])
    await during('stop-n2', () => node.boot())
    assert.match((await node.exec(['ls', folder])).output, /^unflushed$/m)
    await node.exec(['rm', `${folder}/unflushed`])
  })

  test('power-cut-n2: what nobody flushed is forgotten, and what was is not', async () => {
    const node = laboratory().cluster.node('n2')
    const { folder } = laboratory().cluster.diskOf(node)!
    const sh = (script: string) => runOn(node, ['sh', '-c', script, 'sh', `${folder}/file`])
    await sh('echo old > "$1" && sync "$1"')
    // Over what is there, for all that is new comes to the disk with whatever anybody flushes next.
    await sh('echo new | dd of="$1" conv=notrunc')
    assert.equal(await sh('cat "$1"'), 'new\n')
    const { effect, undo } = await laboratory().inject('power-cut-n2')
    assert.equal((await effect())?.took, true)
    await node.boot()
    assert.equal(await sh('cat "$1"'), 'old\n')
    await undo()
    await laboratory().cluster.heal(PATIENCE_MS)
    await sh('rm "$1"')
    await expectWhole(0)
  })

  const insert = (timeoutMs = PATIENCE_MS) =>
    laboratory().query(laboratory().primary.endpoint(), 'INSERT INTO marks VALUES (0)', timeoutMs)

  test('lying-flush-primary: what was acknowledged while its disk lied is gone, though it was told to flush', async () => {
    const { cluster } = laboratory()
    const count = async () => {
      const text = 'SELECT count(*)::int AS marks FROM marks'
      const server = serverOf(cluster, laboratory().primary)
      return (await server.query<{ marks: number }>(text))[0].marks
    }
    const before = await count()
    let [isOver, acknowledged] = [false, 0]
    const writing = (async () => {
      while (!isOver)
        await insert(1_000).then(
          () => acknowledged++,
          () => {},
        )
    })()
    const { effect, undo } = await laboratory().inject('lying-flush-all:lies=1500')
    isOver = true
    await writing
    const { took, by } = (await effect())!
    assert.equal(took, true)
    assert.ok(Number(by.flushesIgnored) > 0 && Number(by.blocksForgotten) > 0)
    await undo()
    await cluster.heal(PATIENCE_MS)
    assert.ok((await count()) < before + acknowledged)
    await insert()
    await expectWhole(before)
  })

  test('fill-disk-primary: rows find no room, the server goes on, and they do in the end', () =>
    during('fill-disk-primary', async () => {
      const many = 'INSERT INTO marks SELECT 0 FROM generate_series(1, 100000)'
      const writing = laboratory().query(laboratory().primary.endpoint(), many)
      await assert.rejects(writing, { code: '53100' })
      assert.equal(await laboratory().primary.running(), true)
      await serverOf(laboratory().cluster, laboratory().primary).query('SELECT')
    }))

  test('fill-disk-primary:of=wal: a server that can begin no file of WAL ends itself', () =>
    during('fill-disk-primary:of=wal', async ({ nodes: at, detail }) => {
      assert.deepEqual(detail, { failingDisk: { at, errors: ['ENOSPC'] } })
      await laboratory().said(/PANIC: .*No space left on device/g, 1)
    }))

  test('disk-errors-primary: the server trusts no write that failed, and its file system is put right', () =>
    during('disk-errors-primary', async ({ nodes: at, detail }) => {
      assert.deepEqual(detail, { failingDisk: { at, errors: ['EIO', 'EROFS'] } })
      await assert.rejects(insert())
      await laboratory().said(/PANIC: .*Input\/output error/g, 1)
    }))

  test('disk-errors-n2: what it did is known though its node is killed, as by a fence, with what counts it', () =>
    during('disk-errors-n2', async ({ effect }) => {
      await laboratory().mark()
      await until('a write fails', async () => (await effect())?.took === true)
      await laboratory().cluster.node('n2').kill()
    }))

  test('unreadable-disk-n3: what is in memory no more can’t be read', () =>
    during('unreadable-disk-n3', async ({ detail }) => {
      assert.equal(detail!.server, 'refused')
      assert.match(String(detail!.said), /Input\/output error|ended as it started/)
    }))

  test('rot-bit-primary: a file that nobody wrote to is another for its server, until it is mended', () =>
    during('rot-bit-primary:of=control', async ({ detail }) => {
      const { server, said, below } = detail!.damage as Record<string, string>
      assert.deepEqual([server, below], ['refused', 'the file system'])
      assert.match(said, /control file|incompatible with server/)
    }))

  test('hang-disk-primary: it answers questions, and no commit comes to an end until it is over', async () => {
    let hung: Promise<unknown> | undefined
    await during('hang-disk-primary', async ({ effect }) => {
      hung = insert()
      await until('a write hangs', async () => (await effect())?.took === true)
      await serverOf(laboratory().cluster, laboratory().primary).query('SELECT')
    })
    await hung
  })

  test('slow-disk-primary: each write of its disk waits', () =>
    during('slow-disk-primary:ms=300', async () => {
      const begin = performance.now()
      await insert()
      assert.ok(performance.now() - begin >= 300)
    }))
})
