import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DISK_API_PORT, DISK_PORT, DiskOnNode } from '../../runner/disk/disk-on-node.ts'
import { extentsOf } from '../../runner/disk/extents.ts'
import { loopDevices, loopMark } from '../../runner/runtimes/docker/loops.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import type { Node, NodeDisks, Runtime } from '../../runner/runtimes/runtime.ts'
import { until } from '../../runner/until.fixture.ts'
import { remains, skipContainers } from '../runs/docker.ts'

const MB = 2 ** 20

describe('a disk of our own in a container', { skip: skipContainers, timeout: 300_000 }, () => {
  const runId = `disk-${process.pid}`
  let runtime: Runtime
  let node: Node
  let disks: NodeDisks
  let disk: DiskOnNode
  let folder: string

  const sh = (script: string, ...words: string[]) =>
    runOn(node, ['sh', '-c', script, 'sh', folder, ...words])
  const mount = () => disks.mount(disk.sourceHere('n1'), folder)
  /** What was read before may be in the node's memory; it is not after this. */
  const remount = async () => {
    await disks.unmount(folder)
    await mount()
  }

  before(async () => {
    const needs = new Set(['node', 'disks'] as const)
    runtime = await openRuntime('docker', { runId, needs, progress: console.log })
    node = await runtime.start({ name: 'n1', ports: [DISK_PORT, DISK_API_PORT] })
    disks = node.disks!
    folder = `${node.home}/data`
    disk = new DiskOnNode(node, { sizeBytes: 64 * MB })
    await disk.install()
    await disk.start()
    await disks.format(disk.sourceHere('n1'))
    await mount()
  })

  after(async () => {
    await runtime[Symbol.asyncDispose]()
    assert.deepEqual(await remains(runId), [])
    assert.deepEqual(
      (await loopDevices()).filter((loop) => loop.runId === runId),
      [],
    )
  })

  test('holds files of the services’ user, and lets go of them in order', async () => {
    await sh('echo kept > "$1/file"')
    assert.equal(await disks.mounted(folder), true)
    await disks.unmount(folder)
    assert.equal(await disks.mounted(folder), false)
    assert.equal((await disk.state()).clients.length, 0)
    await disks.unmount(folder)
    await mount()
    assert.equal(await sh('cat "$1/file"'), 'kept\n')
    assert.ok((await disk.state()).clients.every((name) => name === 'n1'))
  })

  test('what was flushed outlasts a kill of its node', async () => {
    await sh('echo flushed > "$1/flushed" && sync "$1/flushed"')
    await node.kill()
    await node.boot()
    await disk.start()
    assert.equal(await disks.mounted(folder), false)
    await mount()
    assert.equal(await sh('cat "$1/flushed"'), 'flushed\n')
  })

  test('a node whose disk hangs under a write can be killed all the same', async () => {
    const hanging = await disk.inject({ kind: 'hang', on: ['write', 'flush'] }, 1)
    const writing = sh('echo hung > "$1/hung"; sync "$1/hung"').catch(() => {})
    await until('something hangs', async () => {
      return (await hanging.effect())!.took === true
    })
    await node.kill()
    await hanging.undo()
    await writing
    await node.boot()
    await disk.start()
    await mount()
    assert.equal((await sh('ls "$1"')).includes('hung'), false)
  })

  test('a node that writes to its disk all the time is frozen as a whole, and goes on', async () => {
    const busy = node.service({
      name: 'busy',
      argv: ['sh', '-c', 'while :; do date >> data/busy; sync data/busy; done'],
      stopSignal: 'SIGKILL',
    })
    const written = async () => Number(await sh('wc -c < "$1/busy" || echo 0'))
    await busy.start()
    for (let round = 0; round < 5; round++) {
      await node.pause()
      assert.ok(await node.frozen())
      await node.resume()
      const before = await written()
      await until('it writes on', async () => (await written()) > before)
    }
    await busy.stop()
  })

  test('a node whose processes wait for its disk is frozen all the same, and goes on', async () => {
    const hanging = await disk.inject({ kind: 'hang', on: ['write', 'flush'] }, 1)
    const writing = sh('echo waited > "$1/waited"; sync "$1/waited"; echo over >> over')
    await until('something hangs', async () => (await hanging.effect())!.took === true)
    await node.pause()
    assert.ok(await node.frozen())
    await node.resume()
    assert.equal(await node.frozen(), false)
    await node.pause()
    await node.resume()
    await hanging.undo()
    await writing
    assert.equal(await sh('cat "$1/waited" over'), 'waited\nover\n')
  })

  test('what somebody else let go on is not frozen, and what he stopped stays so', async () => {
    const idle = (name: string) =>
      node.service({ name, argv: ['tail', '-f', '/dev/null', name], stopSignal: 'SIGKILL' })
    for (const name of ['first', 'second']) await idle(name).start()
    const pids = 'cd /run/splitbrain && first=$(cat first.pid) second=$(cat second.pid) && '
    const stateOf = (name: string) =>
      sh(`${pids} sed 's/.*) \\(.\\).*/\\1/' /proc/$${name}/stat`).then((text) => text.trim())
    await sh(`${pids} kill -STOP $first`)
    await node.pause()
    await sh(`${pids} kill -CONT $second`)
    assert.equal(await node.frozen(), false)
    await sh(`${pids} kill -STOP $second`)
    assert.ok(await node.frozen())
    await node.resume()
    assert.deepEqual([await stateOf('first'), await stateOf('second')], ['T', 'S'])
    for (const name of ['first', 'second']) await idle(name).stop()
  })

  test('another node mounts it by TCP once the first has let go of it', async () => {
    const other = await runtime.start({ name: 'n2', ports: [] })
    await sh('echo shared > "$1/shared"')
    await disks.unmount(folder)
    await other.disks!.mount(disk.sourceAt('n2'), `${other.home}/data`)
    assert.equal(await runOn(other, ['cat', 'data/shared']), 'shared\n')
    assert.deepEqual(new Set((await disk.state()).clients), new Set(['n2']))
    await other.disks!.unmount(`${other.home}/data`)
    await mount()
  })

  test('only a part of a file can be asked for', async () => {
    await sh('yes | head -c 65536 > "$1/parts" && sync "$1/parts"')
    const part = { offset: 8192, length: 8192 }
    const found = await extentsOf(node, `${folder}/parts`, part)
    const { undo } = await disk.inject({ kind: 'rot', bits: 1, extents: found }, 1)
    await remount()
    const readable = (from: number) =>
      sh('dd if="$1/parts" bs=8192 skip="$2" count=1 2>/dev/null | tr -d "y\\n" | wc -c', `${from}`)
    assert.equal(await readable(0), '0\n')
    assert.equal(await readable(1), '1\n')
    assert.equal(await readable(2), '0\n')
    await undo()
    await remount()
    assert.equal(await readable(1), '0\n')
  })

  test('a power cut forgets what was not flushed, and nothing else', async () => {
    await sh('echo before > "$1/before" && sync "$1/before"')
    const lying = await disk.inject({ kind: 'ignore-flush' }, 1)
    await sh('echo lost > "$1/lost" && sync "$1/lost"')
    const cut = await disk.cutPower({ seed: 1 })
    assert.ok((await lying.effect())!.took)
    assert.ok((await cut.effect())!.took)
    await disks.unmount(folder)
    await lying.undo()
    await assert.rejects(mount(), /can't mount a disk/)
    await cut.undo()
    await mount()
    assert.equal(await sh('cat "$1/before"; ls "$1"').then((text) => /lost$/m.test(text)), false)
  })

  test('the bytes of a file are found on the disk, and a lost write leaves them as they were', async () => {
    await sh('yes old | head -c 65536 > "$1/stale" && sync "$1/stale"')
    const extents = await extentsOf(node, `${folder}/stale`)
    assert.equal(
      extents.reduce((sum, { length }) => sum + length, 0),
      65536,
    )
    const lost = await disk.inject({ kind: 'lose', extents }, 1)
    await sh('yes new | dd of="$1/stale" bs=65536 count=1 iflag=fullblock conv=notrunc,fsync')
    assert.equal(await sh('head -n 1 "$1/stale"'), 'new\n', 'it is in the node’s memory')
    await remount()
    assert.equal(await sh('head -n 1 "$1/stale"'), 'old\n')
    assert.deepEqual((await lost.effect())!.by.bytesLost, 65536)
    await lost.undo()
    await sh('yes new | dd of="$1/stale" bs=65536 count=1 iflag=fullblock conv=notrunc,fsync')
    await remount()
    assert.equal(await sh('head -n 1 "$1/stale"'), 'new\n')
  })

  test('a disk that fails makes its file system fail, until it is repaired', async () => {
    const failing = await disk.inject({ kind: 'error', on: ['write', 'flush'], code: 'EIO' }, 1)
    await assert.rejects(sh('echo more > "$1/more" && sync "$1/more"'), /ended with/)
    assert.ok((await failing.effect())!.took)
    await failing.undo()
    await disks.unmount(folder)
    await disks.repair(disk.sourceHere('n1'))
    await mount()
    assert.equal(await sh('echo more > "$1/more" && sync "$1/more" && cat "$1/more"'), 'more\n')
  })

  test('one who is barred is cut off, and comes no more until he is let in', async () => {
    const barred = await disk.bar('n1')
    assert.ok((await barred.effect())!.took)
    await disks.unmount(folder)
    await assert.rejects(mount(), /can't mount a disk/)
    await barred.undo()
    await mount()
  })

  test('clients that others wrote read what they wrote', async () => {
    const uri = `nbd+unix:///other?socket=${node.home}/disk.sock`
    const told = JSON.parse(await runOn(node, ['nbdinfo', '--json', '--no-content', uri]))
    const [about] = told.exports
    assert.equal(about['export-size'], 64 * MB)
    for (const can of ['can_flush', 'can_fua', 'can_trim', 'can_zero', 'can_multi_conn'])
      assert.equal(about[can], true, can)
    assert.equal(about.block_size_minimum, 1)
    await disks.unmount(folder)
    await runOn(node, ['nbdcopy', '--flush', uri, 'whole'])
    await sh('head -c 67108864 /dev/urandom > random')
    await runOn(node, ['nbdcopy', '--flush', '--connections=4', 'random', uri])
    await runOn(node, ['nbdcopy', '--connections=4', uri, 'back'])
    await runOn(node, ['cmp', 'random', 'back'])
    await runOn(node, ['cmp', 'random', 'disk.img'])
    await runOn(node, ['nbdcopy', '--flush', '--destination-is-zero', 'whole', uri])
    await runOn(node, ['nbdcopy', '--flush', 'whole', uri])
    await mount()
    assert.equal(await sh('cat "$1/file"'), 'kept\n')
  })

  test('only root may mount there, and nobody becomes root', async () => {
    const status = await runOn(node, ['cat', '/proc/self/status'])
    assert.match(status, /^CapEff:\t0+$/m)
    const found = await node.exec(['find', '/', '-xdev', '-type', 'f', '-perm', '/6000'])
    assert.doesNotMatch(found.output, /^\//m)
  })

  test('what it takes is found to be there', async () => {
    const { ensureImages } = await import('../../runner/runtimes/docker/images.ts')
    const { refusedByKernel } = await import('../../runner/runtimes/docker/kernel.ts')
    const { postgres } = await ensureImages(() => {})
    assert.deepEqual(await refusedByKernel(postgres, new Set(['disks'])), [])
  })

  test('a loop device that nobody mounted goes with its run', async () => {
    const { sweepLoops } = await import('../../runner/runtimes/docker/loops.ts')
    const { engine } = await import('../../runner/runtimes/docker/engine.ts')
    const { execIn } = await import('../../runner/runtimes/docker/exec.ts')
    const docker = await engine()
    const script = `truncate -s 1M "/tmp/$1" && losetup --find --show "/tmp/$1"`
    const argv = ['sh', '-c', script, 'sh', loopMark(`${runId}-left`)]
    const made = await execIn(docker, `splitbrain-${runId}-n1`, argv, { user: 'root' })
    assert.equal(made.exitCode, 0, made.output)
    assert.equal(await sweepLoops(docker, (run) => run === `${runId}-left`), 1)
    assert.deepEqual(
      (await loopDevices()).filter((loop) => loop.runId === `${runId}-left`),
      [],
    )
  })
})
