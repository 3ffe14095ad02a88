import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
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
    test(
      `a run on the ${runtime} runtime, which leaves others’ proxies alone`,
      { skip },
      async () => {
        await using output = await outputFolder()
        const words = ['--runtime', runtime, '--toxiproxy', server.url]
        const load = ['--sync', 'on', '--time-limit', '10', ...small]
        const { exitCode, json, results } = await runScenario(output.path, [...words, ...load])
        assert.equal(exitCode, 0, JSON.stringify(results))
        assert.equal(json.runs[0].lost, 0)
        assert.match(results.run.versions.toxiproxy, /\(named\)$/)
        assert.ok(results.run.command.includes(`--toxiproxy ${server.url}`))
        assert.deepEqual(await server.proxies(), ['theirs'])
      },
    )

  test('where none answers, or what answers is none, nothing is started', async () => {
    await using output = await outputFolder()
    for (const [url, message] of [
      ['http://127.0.0.1:1', /No Toxiproxy answers at http:\/\/127\.0\.0\.1:1/],
      ['127.0.0.1:8474', /--toxiproxy takes the URL/],
    ] as const) {
      const run = ['run', 'hot-standby', '--output', output.path, '--toxiproxy', url]
      const { exitCode, stdout, stderr } = await splitbrain(run)
      assert.notEqual(exitCode, 0)
      assert.match(stdout + stderr, message)
    }
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
