import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect } from '../../../history/effect.ts'
import { MeetsNothing } from '../../../runner/fault.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import { DIE, DIED, type CrashPoint } from './program/crash-points.ts'

const POLL_MS = 20

/** Has a coordinator die, or stop, at the next moment of this kind, and returns when it came there; rejects when it is over. */
export async function dieAt(
  node: Node,
  { point, by }: { point: CrashPoint; by: 'SIGKILL' | 'SIGSTOP' },
  over: AbortSignal,
): Promise<void> {
  const isToDie = async () => (await runOn(node, ['ls', '-A'])).split('\n').includes(DIE)
  if (await isToDie()) throw new MeetsNothing(`${node.name} is to die at another moment already`)
  await runOn(node, ['rm', '-f', DIED])
  await writeOn(node, DIE, `${point} ${by}`)
  try {
    while (await isToDie()) await sleep(POLL_MS, undefined, { signal: over })
  } catch (error) {
    // Nobody would know of one that dies after this.
    await runOn(node, ['rm', '-f', DIE])
    throw error
  }
}

/** Wakes one that stopped. */
export async function goOn(node: Node): Promise<void> {
  await runOn(node, ['sh', '-c', `read -r process rest < ${DIED} && kill -CONT "$process"`])
}

// Whose death it was, and whether that process lives.
const tell = `read -r process point gid < ${DIED} || exit 0
kill -0 "$process" 2> /dev/null && echo "alive $gid" || echo "dead $gid"`

/** What its node has of its death. */
export async function deathOf(node: Node): Promise<Effect> {
  const said = await runOn(node, ['sh', '-c', `[ ! -e ${DIED} ] || { ${tell}; }`])
  const [state = 'untouched', transaction = 'none'] = said.trim().split(' ').filter(Boolean)
  return { took: state === 'dead', by: { coordinator: state, transaction } }
}
