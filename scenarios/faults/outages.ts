import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { recordEvent } from '../../runner/recorder.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { faultKind } from './kind.ts'
import { anyGroup, hasOnePrimary, serverOf, serversOf, takingWrites } from './servers.ts'
import { aimed, lead, strike } from './strike.ts'

/** How long the first one is away before the others go. */
const apart = z.coerce.number().int().min(0).max(60_000).default(1000)

/** After a black-out whoever is switched on first leads, though others know more. */
export const outages = faultKind({
  verb: 'outages',
  about:
    'a standby goes down, and `apart` ms later all others do; then the first or the last standby to go comes up alone and is promoted',
  target: 'none',
  leastNodes: 3,
  settings: z.strictObject({ up: z.enum(['first', 'last']).default('first'), apart, lead }),
  reaches: (_, layout) =>
    layout.manager === undefined &&
    hasOnePrimary(layout) &&
    layout.nodes.filter(({ role }) => role === 'standby').length > 1,
  make: (_, settings, layout) => {
    const { aim, leadMs = 0 } = aimed('primary', layout, settings.lead)
    return {
      needs: ['kill', 'exec'],
      aim,
      leadMs: leadMs + settings.apart,
      inject: (context) => oneAfterAnother(context, settings),
    }
  },
})

async function oneAfterAnother(
  context: FaultContext,
  { up, apart: apartMs, lead: leadMs }: { up: 'first' | 'last'; apart: number; lead: number },
): Promise<Injection> {
  const { cluster, random, over, record, exclusively } = context
  const group = anyGroup(cluster, random)
  const standbys = group.at('standby')
  if (standbys.length < 2) throw new MeetsNothing('There is one standby')
  const first = random.pick(standbys)
  const servers = serversOf(cluster)
  const primaries = () => takingWrites(servers)
  const before = await primaries()
  await first.stop()
  await sleep(apartMs, undefined, { signal: over })
  return exclusively(async () => {
    const old = cluster.node(group.primary())
    const others = group.at('standby').filter(({ name }) => name !== first.name)
    let leader = first
    const struck = await strike(context, old, { leadMs }, async () => {
      if (up === 'last') leader = await mostAdvanced(cluster, others)
      await Promise.all([old, ...others].map((node) => node.kill()))
    })
    await struck.rejoinStandbys()
    await serverOf(cluster, leader).start()
    const lead = () => group.promote(leader.name)
    const about = { from: old.name }
    const { toLsnBytes } = await recordEvent(
      record,
      'operator',
      'failover',
      about,
      lead,
      (it) => it,
    )
    const { before: held } = struck.detail as { before?: { lsnBytes: number } }
    const walBytesBehind = (held?.lsnBytes ?? toLsnBytes) - toLsnBytes
    // Asked of the servers and at once, before anybody else is promoted.
    const leads = await primaries()
    const isNew = leads.includes(leader.name) && !before.includes(leader.name)
    return {
      nodes: cluster.nodes.map(({ name }) => name),
      undo: async () => {},
      detail: { ...struck.detail, first: first.name, to: leader.name },
      effect: async () => ({
        took: isNew && (up === 'last' || walBytesBehind > 0),
        by: { leads: leads.join(' and ') || 'nobody', walBytesBehind },
      }),
    }
  })
}

async function mostAdvanced(cluster: Cluster, nodes: readonly Node[]): Promise<Node> {
  const seen = await Promise.all(
    nodes.map(async (node) => ({ node, at: await serverOf(cluster, node).position() })),
  )
  const [ahead] = seen.toSorted((a, b) => b.at.lsnBytes - a.at.lsnBytes)
  return ahead.node
}
