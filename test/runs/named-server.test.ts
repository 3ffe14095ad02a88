import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { skipContainers } from './docker.ts'
import { killedInMidPartition } from './harness-killed.ts'
import { outputFolder, runScenario, small, splitbrain } from './splitbrain.ts'
import { startToxiproxy, type ToxiproxyProcess } from './toxiproxy.ts'

describe('links over a Toxiproxy that the user named', () => {
  let server: ToxiproxyProcess
  before(async () => {
    server = await startToxiproxy()
  })
  after(() => server?.[Symbol.asyncDispose]())

  for (const [runtime, skip] of [
    ['embedded', false],
    ['docker', skipContainers],
  ] as const)
    test(`a run that sees no failover is unknown, never green (${runtime})`, { skip }, async () => {
      await using output = await outputFolder()
      const words = ['--runtime', runtime, '--toxiproxy', server.url]
      const calm = ['--faults', 'none', '--time-limit', '3', ...small]
      const { exitCode, json, results } = await runScenario(output.path, [...words, ...calm])
      assert.equal(exitCode, 2, JSON.stringify(results))
      assert.equal(json.runs[0].claims[0].verdict, 'unknown')
      assert.ok(json.runs[0].acknowledged > 0)
      assert.match(results.run.versions.toxiproxy, /\(named\)$/)
      assert.ok(results.run.command.includes(`--toxiproxy ${server.url}`))
      assert.deepEqual(await server.proxies(), ['theirs'])
    })

  test('where none answers, nothing is started', async () => {
    const options = {
      runId: `nowhere-${process.pid}`,
      toxiproxy: 'http://127.0.0.1:1',
      progress() {},
    }
    await using runtime = await openRuntime('embedded', options)
    const message = /No Toxiproxy answers at http:\/\/127\.0\.0\.1:1/
    await assert.rejects(runtime.proxyHost(1), { code: 'unavailable', message })
    assert.deepEqual(runtime.nodes, [])
  })

  test('it is no place to drop clients’ packets in', { skip: skipContainers }, async () => {
    const words = ['--runtime', 'docker', '--faults', 'partition-primary:by=packets']
    const run = ['run', 'hot-standby', '--toxiproxy', server.url, ...words]
    const { exitCode, stderr } = await splitbrain(run)
    assert.equal(exitCode, 64)
    assert.match(stderr, /leave out --toxiproxy, or by=packets/)
  })
})

const left = await startToxiproxy()
after(() => left[Symbol.asyncDispose]())
killedInMidPartition(
  'embedded',
  ['--faults', 'partition-primary', '--toxiproxy', left.url],
  async (runId) => (await left.proxies()).filter((name) => name.startsWith(runId)),
  false,
)
