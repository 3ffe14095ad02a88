import { setTimeout as sleep } from 'node:timers/promises'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import { FILES } from './archive.ts'

const POLL_MS = 50

/** Has an archive lose the next segment that it acknowledges, and returns its name when it has; rejects with the signal. */
export async function loseSegment(node: Node, signal: AbortSignal): Promise<string> {
  const before = await lostBy(node)
  const found = async () => (await lostBy(node)).find((name) => !before.includes(name))
  await writeOn(node, `${FILES}/.lose`, '')
  try {
    for (;;) {
      const name = await found()
      if (name !== undefined) return name
      await sleep(POLL_MS, undefined, { signal })
    }
  } catch (error) {
    // Nobody would know of a segment that is lost after this.
    await runOn(node, ['rm', '-f', `${FILES}/.lose`])
    const late = await found()
    if (late !== undefined) return late
    throw error
  }
}

async function lostBy(node: Node): Promise<string[]> {
  const names = await runOn(node, ['ls', '-A', FILES])
  return names.split('\n').flatMap((name) => /^\.lost\.(.+)$/.exec(name)?.slice(1) ?? [])
}

/** It is there again, as it was taken. */
export async function findSegment(node: Node, name: string): Promise<void> {
  await node.boot()
  await runOn(node, ['mv', '-n', `${FILES}/.lost.${name}`, `${FILES}/${name}`])
}
