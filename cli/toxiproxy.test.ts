import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test, type TestContext } from 'node:test'
import { userInfo } from 'node:os'
import { commandLine } from './main.ts'

/** The one line that the command ends with, and its exit code. */
async function toxiproxy(t: TestContext, ...words: string[]) {
  const said: string[] = []
  t.mock.method(console, 'error', (line: string) => said.push(line))
  const code = await commandLine(['node', 'splitbrain', 'toxiproxy', ...words])
  t.mock.restoreAll()
  assert.equal(said.length, 1)
  return { code, line: said[0] }
}

test('what keeps it from listening is told with the remedy of that', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const { port } = taken.address() as { port: number }
  const inUse = await toxiproxy(t, '--port', String(port))
  assert.equal(inUse.code, 70)
  assert.match(inUse.line, /port \d+ is taken: choose another --port/)
  for (const host of ['192.0.2.1', 'no-such-host.invalid']) {
    const { code, line } = await toxiproxy(t, '--host', host, '--port', '0')
    assert.equal(code, 70)
    assert.match(line, /is no address of this machine: choose another --host/)
    assert.doesNotMatch(line, /--port/)
  }
})

const privileged = userInfo().uid === 0 && 'root may listen at every port'

test('a port that this user may not have is told', { skip: privileged }, async (t) => {
  const { line } = await toxiproxy(t, '--port', '1')
  assert.match(line, /may not listen at port 1: choose a --port above 1023/)
})
