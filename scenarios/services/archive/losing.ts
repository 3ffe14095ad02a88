import { setTimeout as sleep } from 'node:timers/promises'
import { MeetsNothing } from '../../../runner/fault.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import { FILES } from './files.ts'

const POLL_MS = 50

/** What an archive does to the next segment that it acknowledges, by the file that wishes it, and where that is whole then. */
const wishes = { lose: '.lost', corrupt: '.whole' } as const
export type Harm = keyof typeof wishes

/** Has an archive harm the next segment that it acknowledges, and returns its name when it has; rejects with the signal. */
export async function harmSegment(node: Node, harm: Harm, signal: AbortSignal): Promise<string> {
  const wish = `${FILES}/.${harm}`
  const names = (await runOn(node, ['ls', '-A', FILES])).split('\n')
  // Both would take the same segment for theirs.
  if (names.includes(`.${harm}`)) throw new MeetsNothing('The next segment is harmed already')
  const before = await harmedOn(node, harm)
  const found = async () => (await harmedOn(node, harm)).find((name) => !before.includes(name))
  await writeOn(node, wish, '')
  try {
    for (;;) {
      const name = await found()
      if (name !== undefined) return name
      await sleep(POLL_MS, undefined, { signal })
    }
  } catch (error) {
    // Nobody would know of a segment that is harmed after this.
    await runOn(node, ['rm', '-f', wish])
    const late = await found()
    if (late !== undefined) return late
    throw error
  }
}

/** The names of the segments that are harmed so. */
export async function harmedOn(node: Node, harm: Harm): Promise<string[]> {
  const names = await runOn(node, ['ls', '-A', FILES])
  const harmed = new RegExp(`^\\${wishes[harm]}\\.(.+)$`)
  return names.split('\n').flatMap((name) => harmed.exec(name)?.slice(1) ?? [])
}

/** It is there again, as it was taken. */
export async function mendSegment(node: Node, harm: Harm, name: string): Promise<void> {
  await node.boot()
  const whole = `${FILES}/${wishes[harm]}.${name}`
  // What was lost and shipped again stays as that came; what is spoiled does not.
  const how = harm === 'lose' ? '-n' : '-f'
  await runOn(node, ['mv', how, whole, `${FILES}/${name}`])
}
