import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doingsOf, refuseOther } from './doings.ts'

test('what a node can is what its hooks and its engine can, and a hook comes first', async () => {
  const hooks = { kill: [process.execPath, '-e', 'console.log("by a hook")'], promote: ['x'] }
  const own = { name: 'n1', hooks, timeoutMs: 20_000 }
  assert.deepEqual(Object.keys(doingsOf(own)), ['kill', 'promote'])
  const composed = doingsOf({ ...own, compose: { project: 'p', service: 's' } })
  assert.ok(composed.pause && composed.heal && composed.logs && composed.promote)
  assert.equal(composed.role, undefined)
  assert.equal(await composed.kill!({}), 'by a hook')
})

test('an engine on another machine is touched only where the file names it', () => {
  refuseOther({ socketPath: '/var/run/docker.sock' })
  const remote = { protocol: 'http', host: 'build.example', port: 2375 }
  refuseOther(remote, 'tcp://build.example:2375')
  assert.throws(() => refuseOther(remote), {
    code: 'usage',
    message: /tcp:\/\/build\.example:2375/,
  })
  const here = () => refuseOther({ socketPath: '/x' }, 'tcp://build.example:2375')
  assert.throws(here, { code: 'usage', message: /that of this machine is the one that answers/ })
})
