import { z } from 'zod'
import { MeetsNothing, type Injection } from '../../runner/fault.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { together } from '../../runner/undo.ts'
import { ARCHIVE } from '../services/archive/archive.ts'
import { hinder, hindered, isHindered, type Hindrance } from '../services/archive/hindering.ts'
import { rolesOf } from '../topologies/topology.ts'
import { streams } from './streams.ts'
import { aimOf, faultKind, type FaultKind } from './kind.ts'

interface Hindering {
  verb: string
  about: string
  hindrance: Hindrance
  /** On the archive's node, or on those that ship to it. */
  on(cluster: Cluster): Node[]
}

const theArchive = (cluster: Cluster) => cluster.at(ARCHIVE)

function shippers(cluster: Cluster): Node[] {
  const ways = cluster.links.all().filter(({ to }) => theArchive(cluster)[0].name === to)
  return [...new Set(ways.map(({ from }) => from))].map((name) => cluster.node(name))
}

/** Whatever keeps segments from the archive, so that the primary has to keep them, and standbys get nothing. */
function hindering({ verb, about, hindrance, on }: Hindering): FaultKind {
  return faultKind({
    verb,
    about,
    target: 'none',
    settings: z.strictObject({}),
    reaches: (_target, layout) => rolesOf(layout).includes(ARCHIVE),
    make: (_target, _settings, layout) => ({
      needs: ['exec'],
      aim: aimOf(ARCHIVE, layout),
      inject: (context) => {
        const nodes = on(context.cluster)
        const away = streams(layout) ? [] : context.cluster.at('standby')
        return hinderThem(nodes, hindrance, away)
      },
    }),
  })
}

async function hinderThem(
  meant: readonly Node[],
  hindrance: Hindrance,
  away: readonly Node[],
): Promise<Injection> {
  const up = await Promise.all(meant.map((node) => node.running()))
  const nodes = meant.filter((_, i) => up[i])
  if (nodes.length === 0) throw new MeetsNothing('Whoever would be hindered is down')
  const already = await Promise.all(nodes.map((node) => isHindered(node, hindrance)))
  if (already.includes(true)) throw new MeetsNothing('They are hindered so already')
  const before = await Promise.all(nodes.map((node) => hindered(node, hindrance)))
  const undo = await together(nodes.map((node) => hinder(node, hindrance)))
  return {
    nodes: nodes.map(({ name }) => name),
    detail: { away: away.map(({ name }) => name) },
    undo,
    effect: async () => {
      // A node that is down by now tells nothing.
      const after = await Promise.all(
        nodes.map((node) => hindered(node, hindrance).catch(() => undefined)),
      )
      const commandsHindered = after.reduce(
        (sum: number, count, i) => sum + (count === undefined ? 0 : count - before[i]),
        0,
      )
      const took = commandsHindered > 0 || (after.includes(undefined) && 'unknown')
      return { took, by: { commandsHindered } }
    },
  }
}

export const archiving: FaultKind[] = [
  hindering({
    verb: 'stall-archiving',
    about: 'the archive_command of every server that ships hangs, 20 s at most',
    hindrance: 'stall',
    on: shippers,
  }),
  hindering({
    verb: 'fail-archiving',
    about: 'the archive_command of every server that ships fails',
    hindrance: 'fail',
    on: shippers,
  }),
  hindering({
    verb: 'fill-archive',
    about: 'the archive has no room left, and takes nothing more',
    hindrance: 'full',
    on: theArchive,
  }),
]
