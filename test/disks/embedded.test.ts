import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DISK_API_PORT, DISK_PORT, DiskOnNode } from '../../runner/disk/disk-on-node.ts'
import { NbdClient } from '../../runner/disk/server/nbd.fixture.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'

test('a kill of its node is a power cut for a disk, and an orderly end is none', async () => {
  const runId = `disk-${process.pid}`
  const needs = new Set(['node'] as const)
  await using runtime = await openRuntime('embedded', { runId, needs, progress: console.log })
  const node = await runtime.start({ name: 'n1', ports: [DISK_PORT, DISK_API_PORT] })
  const disk = new DiskOnNode(node, { sizeBytes: 2 ** 20 })
  await disk.install()
  await disk.fill()
  await disk.start()
  const write = async (byte: number, { flush }: { flush: boolean }) => {
    using client = await NbdClient.open(node.endpoint(DISK_PORT))
    await client.write(0, Buffer.alloc(4096, byte))
    if (flush) await client.flush()
  }
  const firstByte = async () => {
    using client = await NbdClient.open(node.endpoint(DISK_PORT))
    return (await client.read(0, 1))[0]
  }
  await write(1, { flush: true })
  await write(2, { flush: false })
  assert.equal(await firstByte(), 2)
  const old = await disk.inject({ kind: 'hang', on: ['write'] }, 1)
  const standing = await disk.inject({ kind: 'delay', on: ['flush'], ms: 1 }, 1)
  await disk.bar('n2')
  await node.kill()
  assert.equal(await disk.stateIfUp(), undefined)
  await old.undo()
  await node.boot()
  await disk.start()
  assert.equal(await firstByte(), 1)
  const { faults, barred } = await disk.state()
  assert.deepEqual(
    faults.map(({ fault }) => fault.kind),
    ['delay'],
  )
  assert.deepEqual(barred, ['n2'])
  assert.equal((await standing.effect())!.took, false)
  await write(1, { flush: true })
  assert.equal((await standing.effect())!.took, true)
  await standing.undo()
  const young = await disk.inject({ kind: 'delay', on: ['write'], ms: 1 }, 1)
  await old.undo()
  assert.equal((await disk.state()).faults.length, 1, 'another fault was taken back')
  await young.undo()
  assert.equal((await disk.state()).faults.length, 0)
  assert.equal(await firstByte(), 1)
  await write(3, { flush: false })
  await disk.stop()
  await disk.start()
  assert.equal(await firstByte(), 3)
})
