import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Undo } from '../../../runner/undo.ts'
import { FILES } from './files.ts'

/** What keeps segments from an archive: it is full, or the command of those that ship hangs or fails. */
export const hindrances = ['full', 'stall', 'fail'] as const
export type Hindrance = (typeof hindrances)[number]

/** By the file that wishes it: where that lies, and the one in which each is told who was hindered. */
const places: Record<Hindrance, { wish: string; tally: string }> = {
  full: { wish: `${FILES}/.full`, tally: `${FILES}/.refused` },
  stall: { wish: '.stall', tally: '.stalled' },
  fail: { wish: '.fail', tally: '.failed' },
}

/** Hinders whoever ships from now on: on the archive's own node, or on that of a server. */
export async function hinder(node: Node, hindrance: Hindrance): Promise<Undo> {
  const { wish, tally } = places[hindrance]
  await writeOn(node, wish, '')
  return async () => {
    await node.boot()
    await runOn(node, ['rm', '-f', wish, tally])
  }
}

/** Whether somebody hinders them so already, whose undo would end it for all. */
export async function isHindered(node: Node, hindrance: Hindrance): Promise<boolean> {
  const { exitCode } = await node.exec(['test', '-e', places[hindrance].wish])
  return exitCode === 0
}

/** How often somebody was hindered since. */
export async function hindered(node: Node, hindrance: Hindrance): Promise<number> {
  const count = `test ! -e "$1" || wc -l < "$1"`
  return Number(await runOn(node, ['sh', '-c', count, 'sh', places[hindrance].tally]))
}
