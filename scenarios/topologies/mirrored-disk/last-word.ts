import { MIRROR_IS } from '../../../runner/disk/server/state.ts'

/** As its server starts it has no mirror, whatever it had before. */
const word = new RegExp(`^disk: \\d+ bytes at |^${MIRROR_IS} (?<mode>\\w+)`, 'gm')

/**
 * What a node's disk said last of its mirror, before anything was answered in that mode; undefined where it has had none
 * since its server started.
 */
export function lastWordOf(log: string): string | undefined {
  return [...log.matchAll(word)].at(-1)?.groups?.mode
}
