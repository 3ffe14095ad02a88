import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { until } from '../../runner/until.fixture.ts'
import { ownTmpdir } from '../../runner/runtimes/own-tmpdir.fixture.ts'
import { workFolder } from '../../runner/runtimes/work-folder.ts'

const harness = `
  const { watchOver } = await import(${JSON.stringify(import.meta.resolve('../../runner/runtimes/watchdog.ts'))})
  const { makeRunFolder } = await import(${JSON.stringify(import.meta.resolve('../../runner/runtimes/work-folder.ts'))})
  for (const runId of ['a', 'b', 'c']) {
    watchOver(runId)
    await makeRunFolder(runId)
  }
  console.log('begun')
  setInterval(() => {}, 60_000)`

const noProc = !existsSync('/proc/self/stat') && 'there is no /proc here'

test('one watchdog guards all runs of a harness', { skip: noProc }, async (t) => {
  await ownTmpdir(t)
  const work = await workFolder()
  const child = spawn(process.execPath, ['--input-type=module', '-e', harness], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  assert.equal(childrenOf(child.pid!).length, 1)
  assert.deepEqual(readdirSync(work).toSorted(), ['run-a', 'run-b', 'run-c'])
  const [watchdog] = childrenOf(child.pid!)
  child.kill('SIGKILL')
  await once(child, 'exit')
  // It has swept when it ends, which it does by itself.
  await until('the watchdog has ended', () => !existsSync(`/proc/${watchdog}`))
  assert.deepEqual(readdirSync(work), [])
})

/** By field 4 of /proc/<pid>/stat, the parent. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid)
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')[1])
  } catch {
    return undefined
  }
}
