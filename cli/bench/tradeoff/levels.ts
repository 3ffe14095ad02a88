import { SplitbrainError } from '../../../history/errors.ts'
import { nameOfLink, type LinkSpec } from '../../../runner/network/link.ts'
import { isOutsider } from '../../../runner/network/shapes.ts'
import { topologies } from '../../../scenarios/catalog.ts'
import { mariadbAlone } from '../../../scenarios/databases/mariadb/alone.ts'
import { postgresAlone } from '../../../scenarios/databases/postgres/alone.ts'
import type { Layout } from '../../../scenarios/topologies/topology.ts'
import { chooseScenario, chooseTopology } from '../../choose.ts'
import { unknownName } from '../../nearest.ts'
import type { Level } from './level.ts'

export const SINGLE = 'single'
const SINGLE_MARIADB = 'single-mariadb'

/** What hot-standby is asked for by the name of a level, the one that waits least first. */
export const syncLevels = ['async', 'remote_write', 'on', 'remote_apply'] as const
const KILL_SECONDS = 9

export interface Asked {
  standbys: number
  rttsMs: readonly number[]
  /** Under load while the first of a level is killed. */
  killClients: number
}

/** The levels of these names, each after the single server that it is measured against; `usage` errors of wrong words. */
export function levelsNamed(names: readonly string[], asked: Asked): Level[] {
  const levels = names.filter((name) => name !== SINGLE).map((name) => replicated(name, asked))
  const isNeeded = ({ name }: Level) =>
    names.includes(name) || levels.some(({ baseline }) => baseline === name)
  return [...[single, singleMariadb].filter(isNeeded), ...levels]
}

const single: Level = {
  name: SINGLE,
  about: 'one PostgreSQL server, and nobody beside it',
  baseline: SINGLE,
  needs: new Set(['kill', 'exec']),
  links: [],
  start: async (...place) => ({ ...(await postgresAlone(...place)), links: [] }),
}

const singleMariadb: Level = {
  name: SINGLE_MARIADB,
  about: 'one MariaDB server without Galera, and nobody beside it',
  baseline: SINGLE_MARIADB,
  needs: new Set(['kill', 'exec', 'mariadb']),
  links: [],
  start: async (...place) => ({ ...(await mariadbAlone(...place)), links: [] }),
}

function replicated(name: string, asked: Asked): Level {
  const { standbys } = asked
  const sync = syncLevels.find((level) => level === name)
  if (sync !== undefined) return ofTopology(name, 'hot-standby', { sync, standbys }, asked)
  const others = topologies.map((topology) => topology.name)
  if (!others.includes(name))
    throw unknownName('level or scenario', name, [SINGLE, ...syncLevels, ...others])
  return ofTopology(name, name, name === 'hot-standby' ? { standbys } : {}, asked)
}

function ofTopology(
  name: string,
  topology: string,
  words: Record<string, unknown>,
  { rttsMs, killClients: concurrency }: Asked,
): Level {
  const { about, layout: layoutOf, options } = chooseTopology(topology)
  const layout = layoutOf(options.parse(words))
  const links = linksAmong(layout)
  if (rttsMs.some((rttMs) => rttMs > 0)) refuseDirect(name, links)
  const scenario = chooseScenario(topology, { ...words, faults: [] })
  const linkNames = links.map(nameOfLink)
  return {
    name,
    about: name === topology ? about : `${topology} --sync ${name}: ${about}`,
    baseline: scenario.needs.has('mariadb') ? SINGLE_MARIADB : SINGLE,
    needs: scenario.needs,
    scenario,
    links: linkNames,
    async start(runtime, tables, things) {
      const cluster = things.use(await scenario.start(runtime))
      await cluster.prepare(tables)
      return {
        load: cluster,
        links: cluster.links.all().filter((link) => linkNames.includes(link.name)),
      }
    },
    killed: (rttMs) => {
      const schedule = [...delaying(linkNames, rttMs), { turns: [`kill-${layout.nodes[0].role}`] }]
      const timeLimit = Math.max(KILL_SECONDS, layout.loadSeconds ?? 0)
      return chooseScenario(topology, { ...words, schedule, timeLimit, concurrency })
    },
  }
}

/** What its nodes send each other over. */
function linksAmong({ links }: Layout): LinkSpec[] {
  return links.filter(({ from }) => !isOutsider(from))
}

function refuseDirect(name: string, links: readonly LinkSpec[]): void {
  if (!links.some(({ direct }) => direct)) return
  throw new SplitbrainError(
    'usage',
    `The servers of ${name} reach each other over no proxy, so that their round trip can't be made longer: use --rtt 0, or leave ${name} out.`,
  )
}

function delaying(links: readonly string[], rttMs: number): object[] {
  if (rttMs === 0 || links.length === 0) return []
  return [{ fault: `delay-${links.join('+')}:ms=${rttMs / 2}`, at: '0s' }]
}
