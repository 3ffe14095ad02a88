import { topologies } from '../../../scenarios/catalog.ts'
import { mariadbAlone } from '../../../scenarios/databases/mariadb/alone.ts'
import { postgresAlone } from '../../../scenarios/databases/postgres/alone.ts'
import { unknownName } from '../../nearest.ts'
import { flushingLater } from './flushing-later.ts'
import type { Level } from './level.ts'
import { limited } from './limited.ts'
import { levelOf, refuseDirect, type Replicating } from './of-topology.ts'

export const SINGLE = 'single'
const SINGLE_MARIADB = 'single-mariadb'
const HOT_STANDBY = 'hot-standby'

/** What hot-standby is asked for by the name of a level, the one that waits least first. */
export const syncLevels = ['async', 'remote_write', 'on', 'remote_apply'] as const

/** In runs that kill: who waits for a single standby would wait for ever once that one has taken over. */
export const LEAST_STANDBYS = 2

export interface Asked {
  standbys: number
  rttsMs: readonly number[]
  /** Under load while the first of a level is killed. */
  killClients: number
  /** In ms, what a flush of the log waits for others. */
  commitDelay: number
  /** Of a processor, for each node; absent where they share all there is. */
  percent?: number
}

/** The levels of these names, each after the single server that it is measured against; `usage` errors of wrong words. */
export function levelsNamed(names: readonly string[], asked: Asked): Level[] {
  const levels = names.filter((name) => name !== SINGLE).map((name) => replicated(name, asked))
  const isNeeded = ({ name }: Level) =>
    names.includes(name) || levels.some(({ baseline }) => baseline === name)
  const all = [...[single, singleMariadb].filter(isNeeded), ...levels]
  const { commitDelay, percent } = asked
  const delayed = commitDelay === 0 ? all : all.map((level) => flushingLater(level, commitDelay))
  return percent === undefined ? delayed : delayed.map((level) => limited(level, percent))
}

const single: Level = {
  name: SINGLE,
  about: 'one PostgreSQL server, and nobody beside it',
  baseline: SINGLE,
  needs: new Set(['kill', 'exec']),
  links: [],
  async start(...place) {
    const { server, load } = await postgresAlone(...place)
    return { load, links: [], servers: [server] }
  },
}

const singleMariadb: Level = {
  name: SINGLE_MARIADB,
  about: 'one MariaDB server without Galera, and nobody beside it',
  baseline: SINGLE_MARIADB,
  needs: new Set(['kill', 'exec', 'mariadb']),
  links: [],
  async start(...place) {
    const { load } = await mariadbAlone(...place)
    return { load, links: [], servers: [] }
  },
}

function replicated(name: string, { standbys, rttsMs, killClients }: Asked): Level {
  const meant = meantBy(name, standbys)
  if (rttsMs.some((rttMs) => rttMs > 0)) refuseDirect(meant)
  const killed = meantBy(name, Math.max(LEAST_STANDBYS, standbys))
  const { about, ...level } = levelOf(meant, { killed, killClients })
  const { needs } = level.scenario!
  return {
    ...level,
    name,
    about: name === meant.topology ? about : `${meant.topology} --sync ${name}: ${about}`,
    baseline: needs.has('mariadb') ? SINGLE_MARIADB : SINGLE,
    needs,
  }
}

function meantBy(name: string, standbys: number): Replicating {
  const sync = syncLevels.find((level) => level === name)
  if (sync !== undefined) return { topology: HOT_STANDBY, words: { sync, standbys } }
  const others = topologies.map((topology) => topology.name)
  if (!others.includes(name))
    throw unknownName('level or scenario', name, [SINGLE, ...syncLevels, ...others])
  return { topology: name, words: name === HOT_STANDBY ? { standbys } : {} }
}
