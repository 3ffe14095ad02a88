import { z } from 'zod'
import { nameOfLink } from '../../runner/network/link.ts'
import type { Aim, Fault } from '../../runner/fault.ts'
import { streams } from './streams.ts'
import { ALL, nodeTargetsOf, rolesOf, type Layout } from '../topologies/topology.ts'

/** What a fault's name may end in: a node or its role, links by a name for several of them, or nothing. */
export type Target = 'node' | 'links' | 'none'

/** A fault that can be had in several forms, as `kill-<node>`. */
export interface FaultKind<Settings extends z.ZodObject = z.ZodObject> {
  /** What its name begins with; the target follows, and then settings, each as `:name=value`. */
  verb: string
  about: string
  target: Target
  /** What the verb alone means, where it may stand alone. */
  defaultTarget?: string
  /** Whether it may be aimed at all nodes at once. */
  meetsAll?: boolean
  /** So many nodes are needed for it to be something else than another fault. Default 1. */
  leastNodes?: number
  settings: Settings
  /** Whether it does something to such a cluster, whatever chance chooses; absent is always. */
  reaches?(target: string, layout: Layout): boolean
  /** All that it ever reaches, in words, where an option of a topology makes that. */
  only?: string
  /** The fault in one form; a `usage` error where target and settings don't go together. */
  make(target: string, settings: z.output<Settings>, layout: Layout): Omit<Fault, 'name'>
}

/** Lets the settings' type be told once, by the schema; in the catalogue all kinds are of one type. */
export function faultKind<Settings extends z.ZodObject>(kind: FaultKind<Settings>): FaultKind {
  return kind as unknown as FaultKind
}

/** An archive stands between a primary and standbys that do not stream. */
const aims: Record<string, Aim> = {
  primary: 'failover',
  standby: 'standbys away',
  subscriber: 'standbys away',
  archive: 'standbys away',
}

/** What comes of a node's failure, by the role that it begins with; nothing is known where nobody is the primary. */
export function aimOf(target: string, layout: Layout): Aim | undefined {
  const { role } = layout.nodes.find(({ name }) => name === target) ?? { role: target }
  if (!rolesOf(layout).includes('primary') || (role === 'archive' && streams(layout)))
    return undefined
  return aims[role]
}

/** What comes of nodes that don't hear each other. */
export function aimOfSplit(layout: Layout): Aim | undefined {
  const role = ['standby', 'subscriber'].find((each) => rolesOf(layout).includes(each))
  return role === undefined ? undefined : aimOf(role, layout)
}

/** Names for several links: all of them, or those of a group. */
export function linkGroups({ links }: Layout): string[] {
  return [ALL, ...new Set(links.map(({ group }) => group))]
}

/** Each name that a kind has in such a cluster and that does something there, with its target. */
export function formsOf(kind: FaultKind, layout: Layout): Map<string, string> {
  const isOffered = ([, target]: [string, string]) =>
    layout.nodes.length >= leastNodesOf(kind) && reaches(kind, target, layout)
  return new Map([...everyForm(kind, layout)].filter(isOffered))
}

export function leastNodesOf({ leastNodes = 1 }: FaultKind): number {
  return leastNodes
}

export function reaches(kind: FaultKind, target: string, layout: Layout): boolean {
  return kind.reaches?.(target, layout) ?? true
}

/** Each name that a kind could have in such a cluster by its names alone, with its target. */
export function everyForm(kind: FaultKind, layout: Layout): Map<string, string> {
  const { verb, target: aimedAt, defaultTarget } = kind
  if (aimedAt === 'none') return new Map([[verb, '']])
  const meetsAll = kind.meetsAll && layout.nodes.length > 1
  const nodes = [...nodeTargetsOf(layout), ...(meetsAll ? [ALL] : [])]
  const links = layout.links.map(nameOfLink)
  const targets = aimedAt === 'node' ? nodes : [...linkGroups(layout), ...nodes, ...links]
  const names = targets.map((target): [string, string] => [`${verb}-${target}`, target])
  if (defaultTarget === undefined || !targets.includes(defaultTarget)) return new Map(names)
  return new Map([[verb, defaultTarget], ...names])
}

/** How it is asked for, as `splitbrain list` shows it: `delay-<links>`. */
export function usageOf({ verb, target, defaultTarget }: FaultKind): string {
  if (target === 'none') return verb
  return defaultTarget === undefined ? `${verb}-<${target}>` : `${verb}[-<${target}>]`
}
