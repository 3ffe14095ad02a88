import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepSecret } from '../../secrets.ts'
import { hook } from './hook.ts'

const saying = (script: string, timeoutMs = 20_000) =>
  hook({ node: 'n1', act: 'kill', argv: [process.execPath, '-e', script], timeoutMs })

test('a hook learns which node is meant and who is the primary, and no shell reads it', async () => {
  const told = await saying(
    'console.log(process.env.SPLITBRAIN_NODE, process.env.SPLITBRAIN_PRIMARY, "$HOME; ls")',
  )({ primary: 'n2' })
  assert.equal(told, 'n1 n2 $HOME; ls')
})

test('one that fails is quoted, on one line and without a password', async () => {
  keepSecret('hunter2')
  await assert.rejects(saying('console.error("no\\n such hunter2"); process.exit(3)')({}), {
    code: 'runtime',
    message: 'The hook kill of n1 failed (3); it said: no / such ***',
  })
  await assert.rejects(saying('console.log("x".repeat(9000)); process.exit(1)')({}), (error) =>
    /said: … x{300}$/.test((error as Error).message),
  )
})

test('one that is not there is told as such', async () => {
  const missing = hook({ node: 'n1', act: 'start', argv: ['no-such-program'], timeoutMs: 1000 })
  await assert.rejects(missing({}), { message: /hook start of n1 failed \(ENOENT\)/ })
})

test('one that hangs is ended, whatever it does about that, and quoted', async () => {
  const script =
    'process.on("SIGTERM", () => {}); console.log("waiting"); setInterval(() => {}, 99)'
  await assert.rejects(saying(script, 700)({}), {
    code: 'timeout',
    message: /^The hook kill of n1 did not end in 0\.7 s; it said: /,
  })
})

test('one that starts what goes on, and holds its output open, has ended all the same', async () => {
  const server = 'setTimeout(() => {}, 20_000)'
  const script = `console.log('started')
    require('node:child_process').spawn(process.execPath, ['-e', '${server}'], { stdio: 'inherit', detached: true }).unref()`
  const began = performance.now()
  assert.equal(await saying(script)({}), 'started')
  assert.ok(performance.now() - began < 15_000)
})
