import {
  commitWaits,
  endOf,
  seenSo,
  writes,
  type Answered,
  type Condition,
  type Look,
} from '../../runner/condition.ts'
import { namesOf, rolesOf, type Layout } from '../topologies/topology.ts'

/** A condition that can be written in several forms. */
export interface ConditionKind {
  about: string
  /** How one writes it in such a cluster, for example; nothing where it never holds there. */
  example(layout: Layout): string | undefined
  /** With a name for each part that is to be known. */
  pattern: RegExp
  /** What a part may be. */
  known?: Record<string, (layout: Layout) => string[]>
  make(name: string, parts: Record<string, string>, layout: Layout): Condition
}

const UNIT_BYTES: Record<string, number> = { kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 }

/** The nodes that stream from each other, of which one is the primary. */
function streaming({ nodes }: Layout): string[] {
  const isPart = ({ role }: { role: string }) => role === 'primary' || role === 'standby'
  return nodes.filter(isPart).map(({ name }) => name)
}

const withStandby = (layout: Layout, example: string) =>
  rolesOf(layout).includes('standby') ? example : undefined
const withPrimary = (layout: Layout, example: string) =>
  rolesOf(layout).includes('primary') ? example : undefined

const lag: ConditionKind = {
  about: 'a standby is farther behind the primary; one that is silent is where it last was',
  example: (layout) => withStandby(layout, 'standby lag > 1 MB'),
  pattern: /^(?<node>\S+) lag > (?<amount>\d+(?:\.\d+)?) ?(?<unit>kB|MB|GB)$/,
  known: { node: (layout) => ['standby', ...streaming(layout)] },
  make: (name, { node, amount, unit }) => {
    const leastBytes = Number(amount) * UNIT_BYTES[unit]
    const isMeant = (look: Look) => node === 'standby' || look.node === node
    return seenSo(
      name,
      () => (nodes, answered) =>
        nodes.some((look) => isMeant(look) && lagOf(look, nodes, answered) > leastBytes),
    )
  },
}

/** How far a standby is behind, in bytes; nobody is behind where no primary answers. */
function lagOf(look: Look, nodes: readonly Look[], answered: Answered): number {
  if (look.role !== 'down') return look.lagBytes ?? 0
  const primary = nodes.find((each) => each.role === 'primary')
  const last = answered.get(look.node)
  return last?.role === 'standby' ? (primary?.lsnBytes ?? 0) - last.lsnBytes! : 0
}

const acknowledged: ConditionKind = {
  about: 'so many writes were acknowledged since the load began',
  example: () => '1000 acknowledged writes',
  pattern: /^(?<count>\d+) acknowledged writes$/,
  make: (name, { count }) => writes(name, Number(count)),
}

const waitingCommit: ConditionKind = {
  about: 'a commit waits for a standby at that moment',
  example: (layout) => withStandby(layout, 'a commit waits'),
  pattern: /^a commit waits$/,
  make: (name) => commitWaits(name),
}

const role: ConditionKind = {
  about: 'a node has a role, or is down',
  example: (layout) => `${namesOf(layout).at(1) ?? namesOf(layout)[0]} is ${rolesOf(layout)[0]}`,
  pattern: /^(?<node>\S+) is (?<role>\S+)$/,
  known: { node: namesOf, role: (layout) => [...rolesOf(layout), 'down'] },
  make: (name, parts) =>
    seenSo(
      name,
      () => (nodes) => nodes.some((look) => look.node === parts.node && look.role === parts.role),
    ),
}

const allStream: ConditionKind = {
  about: 'every other node is a standby and has what the primary had when the wait began',
  example: (layout) => withStandby(layout, 'all standbys stream'),
  pattern: /^all standbys stream$/,
  make: (name, _, layout) => seenSo(name, () => haveAllOf(streaming(layout))),
}

const failover: ConditionKind = {
  about: 'the operator has promoted a standby, since the wait began',
  example: (layout) => withPrimary(layout, 'failover'),
  pattern: /^failover$/,
  make: () => endOf('failover'),
}

export const conditions: readonly ConditionKind[] = [
  lag,
  acknowledged,
  waitingCommit,
  role,
  allStream,
  failover,
]

/** Whether all but the primary have what it had at the first look; another primary counts anew. */
function haveAllOf(names: readonly string[]): (nodes: readonly Look[]) => boolean {
  let first: Look | undefined
  return (nodes) => {
    const group = nodes.filter(({ node }) => names.includes(node))
    const primary = group.find((look) => look.role === 'primary')
    if (primary === undefined) return false
    if (first?.node !== primary.node) first = primary
    const { lsnBytes = Infinity } = first
    const others = group.filter((look) => look !== primary)
    return others.every((look) => look.role === 'standby' && (look.lsnBytes ?? 0) >= lsnBytes)
  }
}
