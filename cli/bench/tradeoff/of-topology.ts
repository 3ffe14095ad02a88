import { SplitbrainError } from '../../../history/errors.ts'
import { nameOfLink, type LinkSpec } from '../../../runner/network/link.ts'
import { isOutsider } from '../../../runner/network/shapes.ts'
import type { Scenario } from '../../../runner/scenario.ts'
import type { PostgresServer } from '../../../scenarios/databases/postgres/server.ts'
import type { ServerGroup } from '../../../scenarios/databases/postgres/server-group.ts'
import { isMariadb } from '../../../scenarios/faults/servers.ts'
import type { Layout } from '../../../scenarios/topologies/topology.ts'
import { chooseScenario, chooseTopology } from '../../choose.ts'
import type { Level } from './level.ts'

const KILL_SECONDS = 9

/** A way of replicating, with words for its own options. */
export interface Replicating {
  topology: string
  words: Record<string, unknown>
}

/** As a level is measured; `killed` as it is where somebody dies. */
export function levelOf(
  { topology, words }: Replicating,
  { killed, killClients }: { killed: Replicating; killClients: number },
): Pick<Level, 'about' | 'scenario' | 'links' | 'start' | 'killed'> {
  const layout = layoutOf({ topology, words })
  const links = linksAmong(layout)
  const scenario = chooseScenario(topology, { ...words, faults: [] })
  return {
    about: chooseTopology(topology).about,
    scenario,
    links,
    async start(runtime, tables, things) {
      const cluster = things.use(await scenario.start(runtime))
      await cluster.prepare(tables)
      const all = cluster.links.all()
      return {
        load: cluster,
        links: all.filter(({ name }) => links.includes(name)),
        servers: isMariadb(layout) ? [] : serversOn(cluster as ServerGroup),
      }
    },
    killed: (rttMs) => killing(killed, rttMs, killClients),
  }
}

/** Not every node has one. */
function serversOn(cluster: ServerGroup): PostgresServer[] {
  return cluster.nodes.flatMap((node) => cluster.server(node) ?? [])
}

function layoutOf({ topology, words }: Replicating): Layout {
  const { layout, options } = chooseTopology(topology)
  return layout(options.parse(words))
}

/** A run in which whoever stands first dies, at a round trip that is so much longer all the time. */
function killing({ topology, words }: Replicating, rttMs: number, concurrency: number): Scenario {
  const layout = layoutOf({ topology, words })
  const delay = `delay-${linksAmong(layout).join('+')}:ms=${rttMs / 2}`
  const delaying = rttMs > 0 && linksAmong(layout).length > 0 ? [{ fault: delay, at: '0s' }] : []
  const schedule = [...delaying, { turns: [`kill-${layout.nodes[0].role}`] }]
  const timeLimit = Math.max(KILL_SECONDS, layout.loadSeconds ?? 0)
  return chooseScenario(topology, { ...words, schedule, timeLimit, concurrency })
}

/** The names of what its nodes send each other over. */
function linksAmong({ links }: Layout): string[] {
  return links.filter(isAmong).map(nameOfLink)
}

const isAmong = ({ from }: LinkSpec) => !isOutsider(from)

/** Where no proxy stands between nodes, nothing could make their round trip longer. */
export function refuseDirect({ topology, words }: Replicating): void {
  if (!layoutOf({ topology, words }).links.some((link) => isAmong(link) && link.direct)) return
  throw new SplitbrainError(
    'usage',
    `The servers of ${topology} reach each other over no proxy, so that their round trip can't be made longer: use --rtt 0, or leave ${topology} out.`,
  )
}
