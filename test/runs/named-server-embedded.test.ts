import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { killedInMidPartition } from './harness-killed.ts'
import { calmRunOver } from './named-server.ts'
import { startToxiproxy } from './toxiproxy.ts'

const server = await startToxiproxy()
after(() => server[Symbol.asyncDispose]())

calmRunOver(server, 'embedded', false)

test('where none answers, nothing is started', async () => {
  const nowhere = 'http://127.0.0.1:1'
  const options = { runId: `nowhere-${process.pid}`, toxiproxy: nowhere, progress() {} }
  await using runtime = await openRuntime('embedded', options)
  const message = /No Toxiproxy answers at http:\/\/127\.0\.0\.1:1/
  await assert.rejects(runtime.proxyHost(1), { code: 'unavailable', message })
  assert.deepEqual(runtime.nodes, [])
})

killedInMidPartition(
  'embedded',
  ['--faults', 'partition-primary', '--toxiproxy', server.url],
  async (runId) => (await server.proxies()).filter((name) => name.startsWith(runId)),
  false,
)
