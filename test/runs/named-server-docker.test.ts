import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { skipContainers } from './docker.ts'
import { calmRunOver } from './named-server.ts'
import { splitbrain } from './splitbrain.ts'
import { startToxiproxy } from './toxiproxy.ts'

const server = await startToxiproxy()
after(() => server[Symbol.asyncDispose]())

calmRunOver(server, 'docker', skipContainers)

test('it is no place to drop clients’ packets in', { skip: skipContainers }, async () => {
  const words = ['--runtime', 'docker', '--faults', 'partition-primary:by=packets']
  const run = ['run', 'hot-standby', '--toxiproxy', server.url, ...words]
  const { exitCode, stderr } = await splitbrain(run)
  assert.equal(exitCode, 64)
  assert.match(stderr, /leave out --toxiproxy, or by=packets/)
})
