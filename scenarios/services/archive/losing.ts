import { setTimeout as sleep } from 'node:timers/promises'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn, writeOn } from '../../databases/postgres/run-on.ts'
import { FILES } from './archive.ts'

const POLL_MS = 50

/** Has an archive lose the next segment that it acknowledges, and returns its name when it has. */
export async function loseSegment(node: Node, signal: AbortSignal): Promise<string> {
  const lost = () => runOn(node, ['sh', '-c', `cd ${FILES}; for f in .lost.*; do echo "$f"; done`])
  const before = new Set((await lost()).split('\n'))
  await writeOn(node, `${FILES}/.lose`, '')
  for (;;) {
    const found = (await lost()).split('\n').find((name) => !before.has(name))
    if (found !== undefined) return found.slice('.lost.'.length)
    await sleep(POLL_MS, undefined, { signal })
  }
}

/** It is there again, as it was taken. */
export async function findSegment(node: Node, name: string): Promise<void> {
  await runOn(node, ['mv', '-n', `${FILES}/.lost.${name}`, `${FILES}/${name}`])
}
