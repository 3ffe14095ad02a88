import { faultCalls, outcome } from '../checkers/availability/calls.ts'
import { faultSpans, type FaultSpan } from '../checkers/availability/faults.ts'
import { OK, type History } from '../history/history.ts'
import type { LinkState, NodeState } from '../runner/results.ts'

/** What a node was, or what was being done to a link, at one moment, by a sample or by an event. */
export type RoleSighting = Pick<NodeState, 'timeNs' | 'node' | 'role'>
export type LinkSighting = Pick<LinkState, 'timeNs' | 'link' | 'effects'>

/**
 * The roles of nodes in the order of time: events tell their moment exactly, samples what no event tells (a server
 * that died by itself). A sample that was under way while a node went down is no word against the event.
 */
export function roleSightings(history: History, samples: readonly NodeState[]): RoleSighting[] {
  const spans = faultSpans(history).filter(({ fault }) => downing.test(fault))
  const downs = spans.map((span) => ({ ...span, downNs: struckAtNs(history, span) }))
  const told = [...steps(history), ...falls(downs), ...returns(history, samples, spans)]
  const believed = samples.filter(
    ({ timeNs, node }) =>
      !downs.some((d) => d.nodes.includes(node) && timeNs >= d.downNs && timeNs <= d.inForceNs),
  )
  return inOrder([...believed, ...told])
}

/** Faults after which their nodes answer nobody until they are undone. */
export const downing = /^(kill|stop|pause|immediate)\b/

/** The moment of the kill itself, which comes after the cut in the same fault; an old run has only the fault's end. */
export function struckAtNs(history: History, { inForceRow, inForceNs }: FaultSpan): number {
  return momentIn(history.value[inForceRow], 'struckAtNs') ?? inForceNs
}

/** When replication was cut ahead of the kill, where the fault did that and says so. */
export function cutAtNs(history: History, { inForceRow }: FaultSpan): number | undefined {
  return momentIn(history.value[inForceRow], 'cutAtNs')
}

function momentIn(value: unknown, name: string): number | undefined {
  const moment = (value as Record<string, unknown> | null)?.[name]
  return typeof moment === 'number' && Number.isFinite(moment) ? moment : undefined
}

function falls(downs: readonly (FaultSpan & { downNs: number })[]): RoleSighting[] {
  return downs.flatMap(({ nodes, downNs }) =>
    nodes.map((node) => ({ timeNs: downNs, node, role: 'down' as const })),
  )
}

/** What the operator did: a fenced node is down, and whom it promoted is the primary. */
function steps(history: History): RoleSighting[] {
  const seen: RoleSighting[] = []
  faultCalls(history, (start, end) => {
    if (outcome(history, end) !== OK) return
    const { node, to } = (history.value[end] ?? {}) as { node?: unknown; to?: unknown }
    const name = history.names[history.f[start]]
    const timeNs = history.timeNs[end]
    if (name === 'fence' && typeof node === 'string') seen.push({ timeNs, node, role: 'down' })
    if (name === 'failover' && typeof to === 'string')
      seen.push({ timeNs, node: to, role: 'primary' })
  })
  return seen
}

/** The end of an undo finds its nodes back in their places: the primary of that time, and who is none as it began. */
function returns(
  history: History,
  samples: readonly NodeState[],
  spans: readonly FaultSpan[],
): RoleSighting[] {
  const first = samples.find(({ role }) => role === 'primary')
  const primaries = [...(first ? [first] : []), ...steps(history).filter(isPrimary)]
  const begun = (name: string) => samples.find(({ node, role }) => node === name && role !== 'down')
  return spans.flatMap(({ nodes, endNs }) => {
    if (endNs === null) return []
    const primary = primaries.findLast(({ timeNs }) => timeNs <= endNs)?.node
    return nodes.map((node) => {
      const { role: was = 'standby' } = begun(node) ?? {}
      const other = was === 'primary' ? 'standby' : was
      return { timeNs: endNs, node, role: node === primary ? 'primary' : other }
    })
  })
}

const isPrimary = ({ role }: RoleSighting) => role === 'primary'

/**
 * What was done to links in the order of time. A fault that says which messages it lost (`lost`) or which links it
 * touched (`links`) tells the moment; what exactly was done stands in the samples, and where none saw it, it is the
 * fault's name. Links of which there are no samples are not known.
 */
export function linkSightings(history: History, samples: readonly LinkState[]): LinkSighting[] {
  const byLink = Map.groupBy(samples, ({ link }) => link)
  const known = [...byLink.keys()]
  const told = faultSpans(history).flatMap((span) =>
    cutsOf(history, span, known).flatMap(({ links, begin, end }) =>
      links.flatMap((link) => {
        const within = byLink.get(link)!.filter(({ timeNs }) => timeNs >= begin)
        const seen = within.find(
          ({ timeNs, effects }) => timeNs <= (end ?? Infinity) && effects.length > 0,
        )
        const cut = { timeNs: begin, link, effects: seen?.effects ?? [span.fault] }
        return end === null ? [cut] : [cut, { timeNs: end, link, effects: [] }]
      }),
    ),
  )
  return inOrder([...samples, ...told])
}

/** Links to which something was done, from when to when; `null` is to the end of the run. */
interface Cut {
  links: string[]
  begin: number
  end: number | null
}

/** What a fault did to links: at its blow to those that it names, and ahead of it to those of replication. */
function cutsOf(history: History, span: FaultSpan, known: readonly string[]): Cut[] {
  const ahead = cutAtNs(history, span)
  const struck = struckAtNs(history, span)
  const links = namedLinks(history, span, known)
  const blow = { links, begin: ahead === undefined ? span.inForceNs : struck, end: span.endNs }
  if (ahead === undefined) return [blow]
  // A node that is only cut off hears nothing of its standbys until the end; of a dead one there is nothing to hear.
  const end = links.length > 0 ? span.endNs : struck
  return [{ links: replicationLinks(span, known), begin: ahead, end }, blow]
}

/** The links that a fault says it touched, or over which pass the messages that it lost. */
function namedLinks(history: History, span: FaultSpan, known: readonly string[]): string[] {
  const { links, lost } = (history.value[span.inForceRow] ?? {}) as Record<string, unknown>
  const named = new Set<unknown>(Array.isArray(links) ? links : [])
  for (const way of Array.isArray(lost) ? lost : []) {
    const [from, to] = String(way).split(' to ')
    named.add(`${from}-to-${to}`).add(`${to}-to-${from}`)
  }
  return known.filter((link) => named.has(link))
}

/** The links between a fault's nodes and others, and not those from outside. */
function replicationLinks({ nodes: met }: FaultSpan, known: readonly string[]): string[] {
  const ends = known.map((link) => link.split('-to-'))
  const nodes = new Set(ends.map(([, to]) => to))
  return known.filter((_, i) => {
    const [from, to] = ends[i]
    return nodes.has(from) && (met.includes(from) || met.includes(to))
  })
}

function inOrder<Sighting extends { timeNs: number }>(sightings: Sighting[]): Sighting[] {
  return sightings.toSorted((a, b) => a.timeNs - b.timeNs)
}
