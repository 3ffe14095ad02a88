import type { z } from 'zod'
import type { AvailabilityOptions } from '../../checkers/availability/availability.ts'
import type { Checker } from '../../checkers/checker.ts'
import type { Claim } from '../../runner/claim.ts'
import { DISK_API_PORT, DISK_PORT } from '../../runner/disk/disk-on-node.ts'
import type { LinkSpec } from '../../runner/network/link.ts'
import { defaultPolicy, patienceMs, type OperatorPolicy } from '../../runner/operator.ts'
import { randomFrom } from '../../runner/random.ts'
import type { Capability, Runtime } from '../../runner/runtimes/runtime.ts'
import type { Limits } from '../../runner/scenario.ts'
import { openSite, type Site } from '../../runner/site.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Workload } from '../../runner/workload.ts'
import type { Cell } from '../matrix/cell.ts'

/** What a topology will consist of, told before anything starts: what faults may be aimed at. */
export interface Layout {
  nodes: readonly LayoutNode[]
  /** Who opens connections to whom, and what for, by a name that faults of links may use for all alike. */
  links: readonly LinkSpec[]
  needs: readonly Capability[]
  /** How whoever watches a primary goes about it, where that is not the usual way. */
  operator?: OperatorPolicy
  /** Where a manager of the topology's own fails over in the operator's place. */
  manager?: ManagerPolicy
  /** Whether it heals from what an operator does by mistake. */
  recoverable?: boolean
  /** Whether a commit waits for standbys that the primary is told by name. */
  waits?: boolean
  /** Whether a standby runs no server before it takes the primary's place. */
  cold?: boolean
  /** Whether the primary's part can be handed over as planned, where that hangs on no stream of WAL. */
  handsOver?: boolean
  /** Those where anybody may write rows that are the primary's to write. */
  writable?: readonly string[]
  /** Whether WAL is kept for standbys by replication slots. */
  slots?: boolean
  /** Whether an old primary becomes a standby by having its data rewound. */
  rewinds?: boolean
  /** Whether its machines are somebody else's: they talk past every link of ours, and hooks alone change anything about them. */
  foreign?: boolean
  /** How long it may take to start and to recover, where that is longer than most. */
  limitsMs?: Limits
  /** How long a run is under load where nothing else is asked for, if what is claimed takes longer than most to show. */
  loadSeconds?: number
}

export interface ManagerPolicy {
  /** At most so long after the primary fell silent another one is to take writes. */
  patienceMs: number
  /** What the command lines of its processes have in them, and no others' beside a server; where that can be told. */
  process?: string
  /** Whether they run beside their server, which goes on as it is where they are gone. */
  isApart?: true
}

/** At most so long after the primary fell silent it is given up, whoever does that. */
export function patienceOf({ manager, operator = defaultPolicy }: Layout): number {
  return manager?.patienceMs ?? patienceMs(operator)
}

export interface LayoutNode {
  name: string
  /** What it begins as. */
  role: string
  /** What its services listen on, by name; links lead to the first that name none. Default: one, for clients. */
  ports?: readonly string[]
  /** Disks that it has in common with every node that names them too. */
  sharedDisks?: readonly string[]
  /** Whose disk of ours its data lie on, which `Cluster.diskOf` tells: its own, made with it, or that of others too. */
  device?: 'own' | 'shared'
  /** What can be done to it, where that is not all that its runtime can. */
  able?: readonly Capability[]
}

/** A way of replicating: its own options, what it consists of, how it starts, and the sentences it is held to. */
export interface Topology<Options extends z.ZodObject = z.ZodObject> {
  name: string
  about: string
  /** Its own flags, each described. */
  options: Options
  /** Its options in a word or two, for titles and names of runs: `sync on`. */
  label(options: z.output<Options>): string
  layout(options: z.output<Options>): Layout
  /** Why it can't carry a workload. */
  refuses?(workload: Workload, options: z.output<Options>): string | undefined
  /** What judges a workload here, where that is not simply the workload's own checkers. */
  checkers?(workload: Workload, options: z.output<Options>): Checker[]
  /** What may be away one by one, where recovery is that of the last of them. */
  parts?(options: z.output<Options>): AvailabilityOptions['parts']
  /** Those of the topology, and what the workload can say of them. */
  claims(options: z.output<Options>, workload: Workload): Claim[]
  /** Experiments on the manual's feature matrix, for whoever replicates in one of its ways. */
  matrix?: readonly Cell[]
  /** Servers on the nodes of the layout, over its links. */
  start(site: Site, options: z.output<Options>): Promise<Cluster>
}

/** Lets the options' type be told once, by the schema; in the catalogue all topologies are of one type. */
export function topology<Options extends z.ZodObject>(kind: Topology<Options>): Topology {
  return kind as unknown as Topology
}

/** Every role that nodes of a layout begin with, each once. */
export function rolesOf({ nodes }: Layout): string[] {
  return [...new Set(nodes.map(({ role }) => role))]
}

/** The names of its nodes. */
export function namesOf({ nodes }: Layout): string[] {
  return nodes.map(({ name }) => name)
}

/** What a fault may be aimed at as one node that chance chooses, and as all of them. */
export const RANDOM = 'random'
export const ALL = 'all'

/** What a fault of a node may be aimed at; where a node is called by its role, once. */
export function nodeTargetsOf(layout: Layout): string[] {
  const choice = layout.nodes.length > 1 ? [RANDOM] : []
  return [...new Set([...rolesOf(layout), ...namesOf(layout), ...choice])]
}

/** The nodes and links of a layout, on which a topology starts. */
export function siteOf(
  { nodes, links }: Layout,
  runtime: Runtime,
  random = randomFrom(0),
): Promise<Site> {
  const specs = nodes.map(({ name, ports = ['sql'], sharedDisks, device }) => ({
    name,
    ports: device === 'own' ? [...ports, DISK_PORT, DISK_API_PORT] : ports,
    sharedDisks,
    ownDisk: device === 'own',
  }))
  return openSite(runtime, specs, links, random)
}
