import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { hasImage } from '../../runner/runtimes/docker/base-image.ts'
import { ensureImages } from '../../runner/runtimes/docker/images.ts'
import { ownTmpdir } from '../../runner/runtimes/own-tmpdir.fixture.ts'
import { sweepOrphans } from '../../runner/runtimes/sweep.ts'
import { makeRunFolder } from '../../runner/runtimes/work-folder.ts'
import { launcher } from '../runs/splitbrain.ts'
import { dockerAnswers, engine, labels } from '../../runner/runtimes/docker/engine.ts'
import { sweepDocker } from '../../runner/runtimes/docker/sweep.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import { thisOwner } from '../../runner/runtimes/owner.ts'
import { remains } from '../runs/docker.ts'
import { runtimeContract } from './contract.ts'

const answer = await dockerAnswers()
const required = process.env.SPLITBRAIN_REQUIRE_DOCKER === '1'
const skip = required || answer === true ? false : answer

runtimeContract('docker', { open: (options) => openRuntime('docker', options), remains }, skip)

async function open(name: string): Promise<{ runId: string; runtime: Runtime }> {
  const runId = `${name}-${process.pid}`
  return { runId, runtime: await openRuntime('docker', { runId, progress: console.log }) }
}

test(
  'a container is confined: one network, no privileges, ports on 127.0.0.1',
  { skip },
  async () => {
    const { runId, runtime } = await open('confined')
    await using _ = runtime
    await runtime.start({ name: 'n1', ports: ['sql', 'more'] })
    const docker = await engine()
    const found = await docker.getContainer(`splitbrain-${runId}-n1`).inspect()
    assert.deepEqual(Object.keys(found.NetworkSettings.Networks), [`splitbrain-${runId}`])
    const bindings = Object.values(found.NetworkSettings.Ports).flat()
    assert.deepEqual(
      bindings.map(({ HostIp }) => HostIp),
      ['127.0.0.1', '127.0.0.1'],
    )
    assert.deepEqual(found.HostConfig.CapDrop, ['ALL'])
    assert.equal(found.HostConfig.Privileged, false)
    assert.deepEqual(found.HostConfig.SecurityOpt, ['no-new-privileges'])
    assert.equal(found.Config.User, 'postgres')
    assert.equal(found.Config.Labels[labels.owner], thisOwner())
  },
)

test('a node that waits for the machine’s disk is paused all the same', { skip }, async () => {
  const { runtime } = await open('frozen')
  await using _ = runtime
  const node = await runtime.start({ name: 'n1', ports: [] })
  const write = 'while :; do dd if=/dev/zero of=$0 bs=1M count=10 conv=fsync 2>/dev/null; done'
  const services = ['a', 'b', 'c', 'd'].map((name) =>
    node.service({ name, argv: ['sh', '-c', write, name], stopSignal: 'SIGTERM' }),
  )
  for (const service of services) await service.start()
  for (let round = 0; round < 10; round++) {
    await node.pause()
    assert.equal(await node.frozen!(), true)
    await node.resume()
  }
})

test('a sweep of one run leaves every other run alone', { skip }, async () => {
  const swept = await open('swept')
  const other = await open('other')
  await using _ = swept.runtime
  await using __ = other.runtime
  await swept.runtime.start({ name: 'n1', ports: [] })
  const before = await remains(other.runId)
  assert.equal(await sweepDocker((each) => each[labels.run] === swept.runId), 2)
  assert.deepEqual(await remains(swept.runId), [])
  assert.deepEqual(await remains(other.runId), before)
})

/** A run of a dead harness, with a container on the engine. */
async function leaveRun(runId: string): Promise<{ folder: string; owner: string }> {
  const owner = thisOwner().replace(/\d+$/, '1')
  const docker = await engine()
  const { postgres } = await ensureImages(console.log)
  const folder = await makeRunFolder(runId, { containers: true })
  await writeFile(join(folder, 'owner'), owner)
  const Labels = { [labels.ours]: '1', [labels.run]: runId, [labels.owner]: owner }
  await docker.createContainer({ Image: postgres, Entrypoint: ['true'], Labels })
  return { folder, owner }
}

const hiding = await execa('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/run'], {
  reject: false,
})
const cannotHide = skip || (hiding.failed && 'this machine lets nobody hide the engine')

test(
  'what an engine that was stopped still holds goes when it is back, at whatever starts next',
  { skip: cannotHide },
  async (t) => {
    await ownTmpdir(t)
    const runId = `stopped-${process.pid}`
    const { folder } = await leaveRun(runId)
    const hidden = `mount -t tmpfs tmpfs /run && exec "$@"`
    const clean = [process.execPath, launcher, 'clean']
    const argv = ['--mount', 'sh', '-c', hidden, 'sh', ...clean]
    const { stdout, stderr } = await execa('unshare', argv, { env: { DOCKER_HOST: undefined } })
    assert.equal(stdout, 'nothing to remove')
    assert.match(stderr, /^Containers were not looked for\. No container engine answers/)
    assert.equal((await remains(runId)).length, 1)
    assert.equal(existsSync(folder), true)
    await sweepOrphans(false)
    assert.deepEqual(await remains(runId), [])
    assert.equal(existsSync(folder), false)
  },
)

test(
  'what is left of a build that broke off goes with a sweep, and no finished image',
  { skip },
  async () => {
    const docker = await engine()
    const { postgres } = await ensureImages(console.log)
    const isThere = async (id: string) => {
      const all = await docker.listImages({ all: true })
      return all.some((image) => image.Id === id)
    }
    /** As a build leaves it: a layer with its owner and no name. */
    const leave = async (owner: string) => {
      const container = await docker.createContainer({ Image: postgres, Entrypoint: ['true'] })
      const changes = [`LABEL ${labels.owner}=${owner}`, `LABEL build=${process.pid}`]
      const { Id } = await container.commit({ changes: changes.join('\n') })
      await container.remove()
      return Id as string
    }
    const [dead, alive] = [await leave(thisOwner().replace(/\d+$/, '1')), await leave(thisOwner())]
    assert.deepEqual([await isThere(dead), await isThere(alive)], [true, true])
    await sweepOrphans(true)
    const left = [await isThere(dead), await isThere(alive)]
    await docker.getImage(alive).remove()
    assert.deepEqual(left, [false, true])
    assert.equal(await hasImage(docker, postgres), true)
    const { Config } = await docker.getImage(postgres).inspect()
    assert.equal(Config.Labels[labels.owner], '')
  },
)

test('what is removed twice at once is no error', { skip }, async () => {
  const { runId, runtime } = await open('twice')
  await using _ = runtime
  await runtime.start({ name: 'n1', ports: [] })
  const sweep = () => sweepDocker((each) => each[labels.run] === runId)
  await Promise.all([sweep(), sweep(), sweep()])
  assert.deepEqual(await remains(runId), [])
})
