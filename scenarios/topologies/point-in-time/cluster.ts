import type { Clock } from '../../../runner/clock.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Healed, Mistake, Route } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import { shippingSettings } from '../../databases/postgres/archiving.ts'
import { onDisk, type DiskOptions } from '../../databases/postgres/disk-options.ts'
import { makeMistake, type MistakeKind } from '../../databases/postgres/mistakes.ts'
import {
  recoverTo,
  takeBaseBackup,
  type Target,
  type TargetKind,
} from '../../databases/postgres/recovery.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { ServerGroup } from '../../databases/postgres/server-group.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { writtenOut } from '../../databases/postgres/written-out.ts'
import { Archive, ARCHIVE } from '../../services/archive/archive.ts'

export const SERVER = 'n1'
/** Nothing is shipped before its segment is full: all that is left is shipped as the server is stopped. */
const NO_TIMEOUT = 0
const SEGMENT_MEGABYTES = 1

export interface PointInTimeOptions extends DiskOptions {
  target: TargetKind
  mistake: MistakeKind
  /** In seconds. */
  shift: number
}

/** One server that ships all of its WAL to an archive, and a base backup from which it is recovered. */
export class PointInTime extends ServerGroup {
  private readonly archive: Archive
  private readonly options: PointInTimeOptions
  private tables: readonly Table[] = []
  private backupDone = new Date(0)
  private mistakes = 0
  /** The moment before the first mistake of which nothing has been recovered yet. */
  private target: Target | undefined

  private constructor(site: Site, options: PointInTimeOptions) {
    const archive = new Archive(site.node(ARCHIVE))
    super(site, [SERVER], (node) => {
      const { endpoint } = site.links.between(SERVER, ARCHIVE)
      const shipping = shippingSettings(archive.commands(node, endpoint), NO_TIMEOUT)
      const { settings, ...format } = onDisk(options)
      return {
        ...format,
        settings: { ...settings, ...shipping },
        segmentMegabytes: SEGMENT_MEGABYTES,
      }
    })
    this.archive = archive
    this.options = options
  }

  static async start(site: Site, options: PointInTimeOptions): Promise<PointInTime> {
    const cluster = new PointInTime(site, options)
    await cluster.archive.startFor(site.nodes)
    await cluster.only.initialize()
    await cluster.only.start()
    cluster.backupDone = await takeBaseBackup(cluster.only)
    return cluster
  }

  private get only(): PostgresServer {
    return this.servers.get(SERVER)!
  }

  async prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    await makeTables(this.clientAt(SERVER), tables)
    await fillTables(this.clientAt(SERVER), tables)
    await writtenOut(this.only.node)
  }

  route(): Route {
    return this.routeTo(SERVER)
  }

  at(role: string): Node[] {
    if (role === ARCHIVE) return [this.archive.node]
    return role === 'server' ? [this.only.node] : []
  }

  async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return Promise.all([stateOf(this.only, 'server'), this.archive.state()])
  }

  async mistake(now: Clock): Promise<Mistake> {
    const { mistake: kind, shift } = this.options
    const tables = this.tables.map(({ name }) => name)
    const name = `before mistake ${++this.mistakes}`
    const { target, ...made } = await makeMistake(this.only, { kind, tables, name, shift }, now)
    this.target ??= target
    return { ...made, shift }
  }

  /** The archive first, for without it nothing can be recovered. */
  async heal(): Promise<Healed | void> {
    await this.archive.start()
    const { target } = this
    if (target === undefined) return this.revive(this.only)
    const { target: kind } = this.options
    this.only.disconnect()
    await this.only.node.stop()
    const { backupDone } = this
    const recovered = await recoverTo(this.only, { kind, target, backupDone })
    this.target = undefined
    return { recovered: { node: SERVER, kind, target: target[kind], ...recovered } }
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.sessionsOver(this.only, limitMs)
    return [this.routeTo(SERVER)]
  }
}
