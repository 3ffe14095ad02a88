import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPgbench, type Place } from './program.ts'

function place(where: string, output: string, exitCode = 0): Place {
  return { where, run: async () => ({ exitCode, output }) }
}

const nowhere: Place = {
  where: 'in a container',
  run: async () => {
    throw new Error('no engine answers')
  },
}

test('the nearest that is new enough is taken', async () => {
  const places = [
    place('here', 'sh: 1: pgbench: not found', 127),
    place('there', 'pgbench (PostgreSQL) 14.2\n'),
    place('afar', 'pgbench (PostgreSQL) 17.5 (Debian 17.5-1)\n'),
  ]
  assert.equal((await findPgbench('/', places)).about, 'pgbench 17.5, afar')
})

test('where there is none, each place says why, and what to do', async () => {
  const places = [place('on the PATH', 'pgbench (PostgreSQL) 14.2'), nowhere]
  await assert.rejects(findPgbench('/', places), {
    code: 'unavailable',
    message:
      /the one on the PATH is of version 14, before 15, and in a container .*no engine answers.*--by client/,
  })
})

test('that of the PATH is told its processor time, and ends with whoever waits for it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pgbench-'))
  const { PATH } = process.env
  t.after(() => {
    process.env.PATH = PATH
    rmSync(folder, { recursive: true })
  })
  process.env.PATH = `${folder}:${PATH}`
  const fake = `#!/bin/sh
[ "$1" = --version ] && echo 'pgbench (PostgreSQL) 17.5' && exit
echo $$ > pid
[ "$1" = wait ] && exec sleep 60
exit 3
`
  writeFileSync(join(folder, 'pgbench'), fake, { mode: 0o755 })
  const { about, run } = await findPgbench(folder)
  assert.equal(about, 'pgbench 17.5, on the PATH')
  const { exitCode, output } = await run(['fail'], folder, new AbortController().signal)
  assert.equal(exitCode, 3)
  assert.match(output, /m[\d.]+s \d+m[\d.]+s\s*$/)
  const pid = join(folder, 'pid')
  rmSync(pid)
  const over = new AbortController()
  const ended = assert.rejects(run(['wait'], folder, over.signal), { name: 'AbortError' })
  while (!existsSync(pid) || readFileSync(pid, 'utf8') === '') await sleep(10)
  const waiting = Number(readFileSync(pid, 'utf8'))
  over.abort()
  await ended
  while (isAlive(waiting)) await sleep(10)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
