import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Choice } from './options.ts'

/** A standby that answers, and up to where it has what was written. */
export interface Candidate {
  node: Pick<Node, 'name'>
  lsnBytes: number
}

/** The standby to promote, of these in the order of their numbers; `names` are those of synchronous_standby_names. */
export function chosen<C extends Candidate>(
  candidates: readonly C[],
  choose: Choice,
  names: readonly string[] = [],
): C | undefined {
  const ahead = candidates.toSorted((a, b) => b.lsnBytes - a.lsnBytes)
  if (choose !== 'first') return ahead.at(choose === 'most-advanced' ? 0 : -1)
  const named = names.map((name) => candidates.find(({ node }) => node.name === name))
  return [...named, ...candidates].find((each) => each !== undefined)
}

/** Those that can simply stream from who is promoted; who is further than that has diverged. */
export function followersOf<C extends Candidate>(next: C, candidates: readonly C[]): C[] {
  return candidates.filter((each) => each !== next && each.lsnBytes <= next.lsnBytes)
}
