import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../../../runner/until.fixture.ts'

/** Writes a line to `first`, then the same line to `second`, and so on; the work of a child, as a server's is. */
const writes = `( i=0; while :; do i=$((i + 1)); echo $i >> first; echo $i >> second; done ) & wait`

/** What has the name of a server, its child and its lock file, and writes to two files, of which the second is never ahead. */
export async function writingServer(): Promise<
  AsyncDisposable & { data: string; folder: string; pid: number }
> {
  const home = mkdtempSync(join(tmpdir(), 'splitbrain-mirror-'))
  const data = join(home, 'data')
  mkdirSync(data)
  copyFileSync('/bin/sh', join(home, 'postgres'))
  for (const name of ['first', 'second', 'quiet']) writeFileSync(join(data, name), '')
  const server = spawn(join(home, 'postgres'), ['-c', writes], { cwd: data, detached: true })
  const pid = server.pid!
  writeFileSync(join(data, 'postmaster.pid'), `${pid}\n${data}\n`)
  await until('it writes', () => linesOf(join(data, 'second')) > 0)
  return {
    data,
    folder: join(home, 'snapshot'),
    pid,
    async [Symbol.asyncDispose]() {
      process.kill(-pid, 'SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export function linesOf(path: string): number {
  return readFileSync(path, 'utf8').split('\n').length - 1
}
