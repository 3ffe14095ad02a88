import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { until } from '../../until.fixture.ts'
import { freezeAll, gone, isStill, killAll, processesIn, signal, still } from './processes.ts'

const place = await realpath(await mkdtemp(join(tmpdir(), 'processes-')))
const children: ChildProcess[] = []
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(place, { recursive: true })
})

async function sleepIn(folder: string): Promise<ChildProcess & { pid: number }> {
  mkdirSync(folder, { recursive: true })
  const child = spawn('sleep', ['60'], { cwd: folder })
  children.push(child)
  await once(child, 'spawn')
  return child as ChildProcess & { pid: number }
}

const sorted = (pids: number[]) => pids.toSorted((a, b) => a - b)

test('finds what lives in a folder or below it, and not beside it', async () => {
  const folder = join(place, 'n1')
  const inside = await sleepIn(folder)
  const below = await sleepIn(join(folder, 'data'))
  await sleepIn(join(place, 'n10'))
  assert.deepEqual(sorted(await processesIn(folder)), sorted([inside.pid, below.pid]))
  assert.deepEqual(await processesIn(join(place, 'nowhere')), [])
})

test('finds children that have left their parent and their session', async () => {
  const folder = join(place, 'forked')
  mkdirSync(folder)
  const parent = spawn('sh', ['-c', 'sleep 60 >/dev/null 2>&1 & echo $!'], { cwd: folder })
  const [pid] = await once(parent.stdout, 'data')
  await once(parent, 'exit')
  assert.deepEqual(await processesIn(folder), [Number(String(pid))])
  await killAll(folder)
  assert.deepEqual(await processesIn(folder), [])
})

test('never finds the harness itself', async () => {
  assert.ok(!(await processesIn(process.cwd())).includes(process.pid))
})

test('ends everything in a folder and nothing beside it', async () => {
  const folder = join(place, 'killed')
  const ends = [await sleepIn(folder), await sleepIn(folder)].map((child) => once(child, 'exit'))
  const beside = await sleepIn(join(place, 'spared'))
  await killAll(folder)
  for (const end of ends) assert.deepEqual(await end, [null, 'SIGKILL'])
  assert.deepEqual(await processesIn(join(place, 'spared')), [beside.pid])
  await killAll(folder)
})

test('a process that is gone already needs no signal', async () => {
  const child = await sleepIn(join(place, 'gone'))
  child.kill('SIGKILL')
  await once(child, 'exit')
  signal([child.pid], 'SIGTERM')
})

test('what does not end in time is told with its folder', async () => {
  const folder = join(place, 'stubborn')
  await sleepIn(folder)
  await assert.rejects(gone(folder, 20), { code: 'timeout', message: /stubborn/ })
})

/** The letter of field 3 of /proc/<pid>/stat: T is stopped. */
const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1][0]
const noProc = !existsSync('/proc/self/stat') && 'there is no /proc here'

test('freezes everything in a folder, and thaws it', { skip: noProc }, async () => {
  const folder = join(place, 'frozen')
  const pids = [(await sleepIn(folder)).pid, (await sleepIn(join(folder, 'data'))).pid]
  assert.deepEqual(sorted(await freezeAll(folder)), sorted(pids))
  // A stop signal is taken by its process a moment after it was sent.
  await until('all are frozen', () => pids.every((pid) => stateOf(pid) === 'T'))
  signal(await processesIn(folder), 'SIGCONT')
  await until('all are thawed', () => pids.every((pid) => stateOf(pid) !== 'T'))
})

test('a folder is still where everything in it is stopped, and where nothing is it is not', async () => {
  const folder = join(place, 'half')
  assert.equal(await isStill(folder), false)
  const [one] = [await sleepIn(folder), await sleepIn(folder)]
  signal([one.pid], 'SIGSTOP')
  assert.equal(await isStill(folder), false)
  await freezeAll(folder)
  await still(folder, 10_000)
  assert.equal(await isStill(folder), true)
})
