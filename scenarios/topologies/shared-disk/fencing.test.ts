import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { execa } from 'execa'
import { beforeStart, DISK, REFUSED } from './fencing.ts'

const withoutFlock =
  (await execa('flock', ['--version'], { reject: false })).exitCode !== 0 &&
  'there is no flock here'

/** A node's folder, with a disk on which a server left its lock file. */
async function nodeWithDisk(t: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'lease-'))
  t.after(() => rm(home, { recursive: true }))
  await mkdir(join(home, DISK))
  await leaveLockFile(home)
  return home
}

const lockFile = (home: string) => join(home, DISK, 'postmaster.pid')
const leaveLockFile = (home: string) => writeFile(lockFile(home), '1\n')

/** Does what comes before a server and then says so, with a child that lives as long as it may. */
function server(t: TestContext, home: string): ChildProcess {
  const words = `${beforeStart.lease}sleep 60 > /dev/null & echo "began $!"; exec sleep 60`
  const child = spawn('sh', ['-c', words], { cwd: home, stdio: ['ignore', 'pipe', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Returns its child’s process id once it holds the lease. */
async function begun(t: TestContext, { stdout }: ChildProcess): Promise<number> {
  const [said] = await once(stdout!, 'data')
  const pid = Number(/began (?<pid>\d+)/.exec(String(said))?.groups?.pid)
  assert.ok(pid > 0, String(said))
  t.after(() => end(pid))
  return pid
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

async function refused(t: TestContext, home: string): Promise<void> {
  const second = server(t, home)
  const [said, [exitCode]] = await Promise.all([text(second.stdout!), once(second, 'exit')])
  assert.deepEqual([exitCode, said.trim()], [75, REFUSED])
}

test('who holds the lease keeps others off the disk', { skip: withoutFlock }, async (t) => {
  const home = await nodeWithDisk(t)
  await begun(t, server(t, home))
  assert.ok(!existsSync(lockFile(home)), 'what a dead server left is gone')
  await leaveLockFile(home)
  await refused(t, home)
  assert.ok(existsSync(lockFile(home)), 'who was refused touched nothing')
})

test('as long as one of its children lives', { skip: withoutFlock }, async (t) => {
  const home = await nodeWithDisk(t)
  const first = server(t, home)
  const child = await begun(t, first)
  first.kill('SIGKILL')
  await once(first, 'exit')
  await refused(t, home)
  end(child)
  await begun(t, server(t, home))
})

test('and while it is frozen', { skip: withoutFlock }, async (t) => {
  const home = await nodeWithDisk(t)
  const first = server(t, home)
  await begun(t, first)
  first.kill('SIGSTOP')
  await refused(t, home)
})

test('unfenced, a server waits until nobody has the number of the one before by chance', async (t) => {
  const home = await nodeWithDisk(t)
  const namesake = spawn('sleep', ['0.4'])
  await writeFile(lockFile(home), `${namesake.pid}\n`)
  const gone = once(namesake, 'exit').then(() => 'gone')
  const begin = execa('sh', ['-c', `${beforeStart.none}true`], { cwd: home }).then(() => 'begun')
  assert.equal(await Promise.race([gone, begin]), 'gone')
  await begin
  assert.ok(existsSync(lockFile(home)))
  // And where it has that number itself, or there is no such file, it begins at once.
  const own = `echo $$ > ${DISK}/postmaster.pid; for i in 1 2; do ${beforeStart.none} rm -f ${DISK}/postmaster.pid; done`
  await execa('sh', ['-c', `sleep() { exit 1; }; ${own}`], { cwd: home })
})
