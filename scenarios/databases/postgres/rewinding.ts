import type { ExecResult, Node } from '../../../runner/runtimes/runtime.ts'

/** How an old primary whose rewind failed is brought back: as it was left, rewound once more, or by a new copy. */
export const comingsBack = ['start', 'again', 'clone'] as const
export type ComingBack = (typeof comingsBack)[number]

/** A primary and standbys of which an operator can rewind one by hand. */
export interface Rewinding {
  /** One go at rewinding a node that is down, whatever comes of it: its data are in doubt from then on. */
  tryRewind(node: Node): Promise<ExecResult>
  /** Has it follow the primary; throws where it does not so much as start. One that only starts is no standby for that. */
  comeBack(node: Node, by: ComingBack): Promise<void>
}
