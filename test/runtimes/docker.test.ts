import assert from 'node:assert/strict'
import { test } from 'node:test'
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
    await runtime.start({ name: 'n1', service: ['postgres', '-D', 'data'] })
    const docker = await engine()
    const found = await docker.getContainer(`splitbrain-${runId}-n1`).inspect()
    assert.deepEqual(Object.keys(found.NetworkSettings.Networks), [`splitbrain-${runId}`])
    const bindings = Object.values(found.NetworkSettings.Ports).flat()
    assert.deepEqual(
      bindings.map(({ HostIp }) => HostIp),
      ['127.0.0.1'],
    )
    assert.deepEqual(found.HostConfig.CapDrop, ['ALL'])
    assert.equal(found.HostConfig.Privileged, false)
    assert.deepEqual(found.HostConfig.SecurityOpt, ['no-new-privileges'])
    assert.equal(found.Config.User, 'postgres')
    assert.equal(found.Config.Labels[labels.owner], thisOwner())
  },
)

test('a sweep of one run leaves every other run alone', { skip }, async () => {
  const swept = await open('swept')
  const other = await open('other')
  await using _ = swept.runtime
  await using __ = other.runtime
  await swept.runtime.start({ name: 'n1', service: ['sleep', '60'] })
  const before = await remains(other.runId)
  assert.equal(await sweepDocker((each) => each[labels.run] === swept.runId), 2)
  assert.deepEqual(await remains(swept.runId), [])
  assert.deepEqual(await remains(other.runId), before)
})

test('what is removed twice at once is no error', { skip }, async () => {
  const { runId, runtime } = await open('twice')
  await using _ = runtime
  await runtime.start({ name: 'n1', service: ['sleep', '60'] })
  const sweep = () => sweepDocker((each) => each[labels.run] === runId)
  await Promise.all([sweep(), sweep(), sweep()])
  assert.deepEqual(await remains(runId), [])
})
