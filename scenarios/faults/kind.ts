import { z } from 'zod'
import { linkNames } from '../../runner/network/links.ts'
import type { Aim, Fault } from '../../runner/fault.ts'

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
  /** So many nodes are needed for it to be something else than another fault. Default 2. */
  leastNodes?: number
  settings: Settings
  /** The fault in one form; a `usage` error where target and settings don't go together. */
  make(target: string, settings: z.output<Settings>, nodes: readonly string[]): Omit<Fault, 'name'>
}

/** Lets the settings' type be told once, by the schema; in the catalogue all kinds are of one type. */
export function faultKind<Settings extends z.ZodObject>(kind: FaultKind<Settings>): FaultKind {
  return kind as unknown as FaultKind
}

/** What comes of a node's failure, by the role that it begins with. */
export function aimOf(target: string, [primary]: readonly string[]): Aim {
  return target === 'primary' || target === primary ? 'failover' : 'standbys away'
}

export const roles: readonly string[] = ['primary', 'standby']

/** Names for several links: all; those of clients, or of the operator; those from node to node. */
export const linkGroups: readonly string[] = ['all', 'clients', 'operator', 'replication']

/** Each name that a kind has in a cluster of these nodes, with its target. */
export function namesOf(kind: FaultKind, nodes: readonly string[]): Map<string, string> {
  const targets = {
    none: [],
    node: [...roles, ...nodes],
    links: [...linkGroups, ...roles, ...nodes, ...linkNames(nodes)],
  }[kind.target]
  const names = targets.map((target) => [`${kind.verb}-${target}`, target] as const)
  const { defaultTarget = kind.target === 'none' ? '' : undefined } = kind
  return new Map(defaultTarget === undefined ? names : [[kind.verb, defaultTarget], ...names])
}

/** How it is asked for, as `splitbrain list` shows it: `delay-<links>`. */
export function usageOf({ verb, target, defaultTarget }: FaultKind): string {
  if (target === 'none') return verb
  return defaultTarget === undefined ? `${verb}-<${target}>` : `${verb}[-<${target}>]`
}

/** Its settings, each as one writes it: its default, or all its values with the default first. */
export function settingsOf({ settings }: FaultKind): string[] {
  const { properties = {} } = z.toJSONSchema(settings)
  return Object.entries(properties).map(([name, schema]) => {
    const { default: usual, enum: values } = schema as { default: unknown; enum?: unknown[] }
    const others = values?.filter((value) => value !== usual) ?? []
    return `:${name}=${[usual, ...others].join('|')}`
  })
}
