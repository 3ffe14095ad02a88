import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../history/errors.ts'
import type { Node, Service } from './runtime.ts'

const START_LIMIT_MS = 20_000
const POLL_MS = 50

/** A program on a node that can be asked whether it works. */
export interface Answering {
  /** In words, such as "The archive". */
  what: string
  node: Node
  service: Service
  answers(): Promise<boolean>
}

/** Starts it where it is down; returns when it answers. */
export async function startUntilItAnswers(
  { what, node, service, answers }: Answering,
  limitMs = START_LIMIT_MS,
): Promise<void> {
  const until = performance.now() + limitMs
  let isStarted = false
  while (!(await answers())) {
    // One that runs is slow, or has something to recover, and must not get a second one beside it.
    const isDown = !(await service.running())
    if (performance.now() > until || (isDown && isStarted)) {
      const said = (await node.logs()).trimEnd().split('\n').at(-1)
      const message = `${what} on node ${node.name} does not answer; its log says: ${said}`
      throw new SplitbrainError('runtime', message)
    }
    if (isDown) await service.start()
    isStarted = true
    await sleep(POLL_MS)
  }
}
