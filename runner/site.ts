import { SplitbrainError } from '../history/errors.ts'
import type { LinkSpec } from './network/link.ts'
import { Links } from './network/links.ts'
import { isOutsider } from './network/shapes.ts'
import type { Capability, Node, NodeSpec, Runtime } from './runtimes/runtime.ts'

/** What a cluster is built on: nodes that have booted, without any service, and the links between them. */
export interface Site {
  readonly nodes: readonly Node[]
  readonly links: Links
  readonly capabilities: ReadonlySet<Capability>
  /** A `usage` error where there is none of that name. */
  node(name: string): Node
}

/** Boots nodes and makes links. Whatever it started is gone when the runtime is disposed. */
export async function openSite(
  runtime: Runtime,
  nodeSpecs: readonly NodeSpec[],
  linkSpecs: readonly LinkSpec[],
): Promise<Site> {
  const fromOutside = linkSpecs.filter(({ from }) => isOutsider(from)).length
  const [host, ...nodes] = await Promise.all([
    runtime.proxyHost(fromOutside),
    ...nodeSpecs.map((spec) => runtime.start(spec)),
  ])
  const links = await Links.connect(host, nodes, linkSpecs)
  const { capabilities } = runtime
  return { nodes, links, capabilities, node: (name) => named(name, nodes) }
}

function named(name: string, nodes: readonly Node[]): Node {
  const found = nodes.find((node) => node.name === name)
  if (found !== undefined) return found
  throw new SplitbrainError(
    'usage',
    `There is no node ${name}; there are ${nodes.map((node) => node.name).join(', ')}.`,
  )
}
