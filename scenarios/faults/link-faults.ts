import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import type { Aim, FaultContext, Injection } from '../../runner/fault.ts'
import { bothStreams, nameOfLink, type Link, type Poison } from '../../runner/network/link.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { allOf, type Disturbance } from '../../runner/disturbance.ts'
import { ALL, rolesOf, type Layout } from '../topologies/topology.ts'
import { disksBeyond } from './disks-beyond.ts'
import { aimOf, aimOfSplit, faultKind, linkGroups, type FaultKind } from './kind.ts'
import { lossMeans, needsOf } from './loss.ts'
import { nodesMeant } from './net.ts'
import { linksAt, nodeAt, nodesOf } from './targets.ts'

type Act = (links: Link[], cluster: Cluster) => Promise<Disturbance>

interface LinkFault<Settings extends z.ZodObject> {
  verb: string
  about: string
  /** With `by`, what does it. */
  settings: Settings
  needs?: Capability[]
  /** What it is done to may be packets as well, and needs no proxy. */
  ofPackets?: true
  /** Connections do not outlive it. */
  breaks?: true
  /** What comes of it where the links of these ends are met. */
  aim?(target: string, layout: Layout): Aim | undefined
  /** What is done to the links. */
  act(settings: z.output<Settings>): Act
  /** What the kernel can do instead to all that a node sends, as words of `tc qdisc`. */
  discipline?(settings: z.output<Settings>): string[]
}

/** A fault of links, or of a whole node's sending where `by` names a discipline of the kernel's. */
function linkFault<Settings extends z.ZodObject>(fault: LinkFault<Settings>): FaultKind {
  const { verb, about, settings, act, discipline } = fault
  return faultKind({
    verb,
    about,
    target: 'links',
    settings,
    reaches: (target, layout) =>
      meetsLinks(target, layout) && (fault.ofPackets || !meetsDirect(target, layout)),
    make(target, chosen, layout) {
      const by = (chosen as { by?: string }).by
      if (by === 'netem' || by === 'tbf') {
        mustBeNode(verb, target, by, layout)
        const words = discipline!(chosen)
        return { needs: [by], inject: (context) => onNode(target, context, words) }
      }
      const needs = [...(fault.needs ?? []), ...(by === 'packets' ? needsOf(by) : [])]
      const { breaks } = fault
      const how = { act: act(chosen), settings: chosen, breaks }
      const inject = (context: FaultContext) => onLinks(target, context, how)
      return { needs, aim: fault.aim?.(target, layout), inject }
    },
  })
}

/** Every name but that of a node, or of a role, stands for links that there are. */
function meetsLinks(target: string, layout: Layout): boolean {
  const { links } = layout
  const touches = (node: string) => links.some(({ from, to }) => from === node || to === node)
  return links.length > 0 && nodesMeant(target, layout).every(touches)
}

/** Whether some of the links that a target may mean run over no proxy. */
function meetsDirect(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  return layout.links.some(
    (link) =>
      link.direct &&
      ([ALL, link.group, nameOfLink(link)].includes(target) ||
        meant.includes(link.from) ||
        meant.includes(link.to)),
  )
}

async function onLinks(
  target: string,
  { cluster, random }: FaultContext,
  { act, settings, breaks }: { act: Act; settings: unknown; breaks?: true },
): Promise<Injection> {
  const links = linksAt(target, cluster, random)
  const disturbance = await act(links, cluster)
  const names = links.map(({ name }) => name)
  const detail = { links: names, settings, ...(breaks && disksBeyond(cluster, links)) }
  return { nodes: nodesOf(links, cluster), ...disturbance, detail }
}

async function onNode(
  target: string,
  { cluster, random }: FaultContext,
  discipline: string[],
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  return { nodes: [node.name], ...(await cluster.links.shape(node, discipline)) }
}

function mustBeNode(verb: string, target: string, by: string, layout: Layout): void {
  if (linkGroups(layout).includes(target) || /-to-|\+/.test(target))
    throw new SplitbrainError(
      'usage',
      `${verb}-${target}:by=${by} can't be had, for ${by} shapes all that a node sends: name a node or its role, as in ${verb}-${rolesOf(layout)[0]}:by=${by}.`,
    )
}

function poison(toxic: Poison, words: string): Act {
  return (links) => allOf(links.map((link) => link.poison(toxic, bothStreams, words)))
}

// Less than what the kernel sends in one tick would never leave.
const burstBytes = (kilobytes: number) => Math.max(16_000, kilobytes * 20)

/** A primary that the operator can't reach is given up; one that no standby reaches is alone. */
function aimOfCut(target: string, layout: Layout): Aim | undefined {
  if (target === 'all' || target === 'operator') return aimOf('primary', layout)
  return target === 'replication' ? aimOfSplit(layout) : aimOf(target, layout)
}

export const linkFaults: FaultKind[] = [
  linkFault({
    verb: 'cut',
    about: 'what is sent over links is lost, and nobody is told',
    settings: z.strictObject({ by: lossMeans }),
    ofPackets: true,
    breaks: true,
    aim: aimOfCut,
    act:
      ({ by }) =>
      (links, cluster) =>
        cluster.links.cut(links, by),
  }),
  linkFault({
    verb: 'delay',
    about: 'links take so many ms longer in each direction, give or take the jitter',
    settings: z.strictObject({
      ms: z.coerce.number().int().min(1).max(60_000).default(50),
      jitter: z.coerce.number().int().min(0).max(60_000).default(0),
      by: z.enum(['proxy', 'netem']).default('proxy'),
    }),
    act: ({ ms, jitter }) =>
      poison(
        { type: 'latency', attributes: { latency: ms, jitter } },
        `${ms} ms later${jitter > 0 ? ` ± ${jitter} ms` : ''}`,
      ),
    discipline: ({ ms, jitter }) => ['netem', 'delay', `${ms}ms`, `${jitter}ms`],
  }),
  linkFault({
    verb: 'rate',
    about: 'links carry at most so many kilobytes a second in each direction',
    settings: z.strictObject({
      kilobytes: z.coerce.number().int().min(1).max(10_000_000).default(100),
      by: z.enum(['proxy', 'tbf']).default('proxy'),
    }),
    act: ({ kilobytes }) =>
      poison({ type: 'bandwidth', attributes: { rate: kilobytes } }, `${kilobytes} kB/s at most`),
    discipline: ({ kilobytes }) =>
      `tbf rate ${kilobytes * 8}kbit burst ${burstBytes(kilobytes)} latency 400ms`.split(' '),
  }),
  linkFault({
    verb: 'loss',
    about: 'so many percent of the packets on links are lost by chance',
    settings: z.strictObject({
      percent: z.coerce.number().gt(0).max(100).default(10),
      by: z.enum(['packets', 'netem']).default('packets'),
    }),
    needs: ['packet-loss'],
    ofPackets: true,
    act:
      ({ percent }) =>
      (links, cluster) =>
        cluster.links.losePackets(links, percent),
    discipline: ({ percent }) => ['netem', 'loss', `${percent}%`],
  }),
  linkFault({
    verb: 'reset',
    about: 'connections over links are reset as soon as anything is sent over them',
    settings: z.strictObject({}),
    breaks: true,
    act: () => poison({ type: 'reset_peer', attributes: { timeout: 0 } }, 'reset'),
  }),
]
