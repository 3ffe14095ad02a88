import { MIRROR_IS } from '../../../runner/disk/server/state.ts'

const word = new RegExp(`${MIRROR_IS} (\\w+)`, 'g')

/** What a node's disk said last of its mirror, before anything was answered in that mode; undefined where it never had one. */
export function lastWordOf(log: string): string | undefined {
  return [...log.matchAll(word)].at(-1)?.[1]
}
