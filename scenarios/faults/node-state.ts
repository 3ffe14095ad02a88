import type { Effect } from '../../history/effect.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'

/** What a blow puts nodes into, and whether one is. */
export interface State {
  name: string
  is(node: Node): Promise<boolean>
}

export const down: State = { name: 'down', is: async (node) => !(await node.running()) }

/**
 * Has a blow fall on nodes, and looks at them just before it and at once after it: whoever is fenced or fails over
 * later may change them. It did something where all of them are in that state, and not all of them were.
 */
export async function putInto(
  state: State,
  nodes: readonly Node[],
  blow: () => Promise<unknown>,
): Promise<Effect> {
  const look = () => Promise.all(nodes.map(state.is))
  const were = await look()
  await blow()
  const are = await look()
  const named = (isMeant: (i: number) => boolean) =>
    nodes.flatMap(({ name }, i) => (isMeant(i) ? [name] : [])).join(' ')
  const before = were.includes(true) ? { [`${state.name}Before`]: named((i) => were[i]) } : {}
  return {
    took: are.every(Boolean) && were.includes(false),
    by: { [state.name]: named((i) => are[i] && !were[i]), ...before },
  }
}
