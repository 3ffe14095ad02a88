import { DataDisk } from './disk/data-disk.ts'
import type { MountedDisk } from './disk/mounted-disk.ts'
import { SplitbrainError } from '../history/errors.ts'
import type { LinkSpec } from './network/link.ts'
import { Links } from './network/links.ts'
import { isOutsider } from './network/shapes.ts'
import type { Random } from './random.ts'
import type { Capability, Node, NodeSpec, Runtime } from './runtimes/runtime.ts'

/** What a cluster is built on: nodes that have booted, without any service, and the links between them. */
export interface Site {
  readonly nodes: readonly Node[]
  readonly links: Links
  /** The nodes' own disks, by their nodes' names. */
  readonly disks: ReadonlyMap<string, MountedDisk>
  readonly capabilities: ReadonlySet<Capability>
  /** What is left to chance, as a client's choice of a server. */
  readonly random: Random
  /** A `usage` error where there is none of that name. */
  node(name: string): Node
}

interface SiteNode extends NodeSpec {
  /** Whether its data are to lie on a disk of its own, which needs the ports of one. */
  ownDisk?: boolean
}

/** Boots nodes and makes links. Whatever it started is gone when the runtime is disposed. */
export async function openSite(
  runtime: Runtime,
  nodeSpecs: readonly SiteNode[],
  linkSpecs: readonly LinkSpec[],
  random: Random,
): Promise<Site> {
  const fromOutside = linkSpecs.filter(({ from }) => isOutsider(from)).length
  const [host, ...nodes] = await Promise.all([
    runtime.proxyHost(fromOutside),
    ...nodeSpecs.map((spec) => runtime.start(spec)),
  ])
  const links = await Links.connect(host, nodes, linkSpecs)
  const owners = nodes.filter((_, i) => nodeSpecs[i].ownDisk)
  const disks = new Map(
    await Promise.all(owners.map(async (node) => [node.name, await DataDisk.on(node)] as const)),
  )
  const { capabilities } = runtime
  return { nodes, links, disks, capabilities, random, node: (name) => named(name, nodes) }
}

function named(name: string, nodes: readonly Node[]): Node {
  const found = nodes.find((node) => node.name === name)
  if (found !== undefined) return found
  throw new SplitbrainError(
    'usage',
    `There is no node ${name}; there are ${nodes.map((node) => node.name).join(', ')}.`,
  )
}
