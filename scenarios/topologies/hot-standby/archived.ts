import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Inspection } from '../../../runner/topology.ts'
import {
  branchedAt,
  shippingOf,
  shippingSettings,
  shipSegment,
} from '../../databases/postgres/archiving.ts'
import { gapsIn } from '../../databases/postgres/archive-gaps.ts'
import { refusedStreams } from '../../databases/postgres/refused-streams.ts'
import { until } from '../../databases/postgres/until.ts'
import { Archive, ARCHIVE } from '../../services/archive/archive.ts'
import { REFUSED_STREAMS } from '../../claims/downstream.ts'
import { ARCHIVED_WAL } from '../../claims/whole-archive.ts'
import { HotStandby } from './cluster.ts'
import { archiveTimeoutOf, type HotStandbyOptions } from './options.ts'

/** A few seconds of load fill one. */
const SEGMENT_MEGABYTES = 1
const SHIPPING_LIMIT_MS = 15_000

/** A hot standby whose servers also ship to an archive, and fetch from there what they can't get by streaming. */
export class ArchivedHotStandby extends HotStandby {
  private readonly archive: Archive

  protected constructor(site: Site, options: HotStandbyOptions) {
    const archive = new Archive(site.node(ARCHIVE))
    super(site, options, (node) => {
      const { endpoint } = site.links.between(node.name, ARCHIVE)
      const commands = archive.commands(node, endpoint)
      const shipping = shippingSettings(commands, archiveTimeoutOf(options))
      const settings = { ...shipping, archive_mode: options.archive, hot_standby: 'on' }
      return { settings, segmentMegabytes: SEGMENT_MEGABYTES }
    })
    this.archive = archive
  }

  protected override async startServers(): Promise<void> {
    await this.archive.startFor(this.site.nodes)
    await super.startServers()
  }

  override async heal(limitMs: number): Promise<void> {
    await this.archive.start()
    await super.heal(limitMs)
  }

  /** All that was written before is on its way to the archive too. */
  protected override async settle(limitMs: number): Promise<void> {
    await this.replayedUpTo(await shipSegment(this.primaryServer(), limitMs), limitMs)
  }

  override async promote(named?: string): Promise<{ to: string; toLsnBytes: number }> {
    const { to } = await super.promote(named)
    // An old primary that nobody fenced goes on shipping, and who fetches that can't follow the new one.
    if (named !== undefined) for (const node of this.standbys()) this.copyAnew(node)
    // It has replayed what the archive had beyond what was streamed to it.
    const { lsnBytes } = await branchedAt(this.server(this.node(to)))
    return { to, toLsnBytes: lsnBytes }
  }

  override at(role: string): Node[] {
    return role === ARCHIVE ? [this.archive.node] : super.at(role)
  }

  override async observe() {
    const [states, archive] = await Promise.all([super.observe(), this.archive.state()])
    return [...states, archive]
  }

  override inspections(): Inspection[] {
    const refused = this.standbys().map((node) => ({
      tool: REFUSED_STREAMS,
      of: 'streams',
      node: node.name,
      look: () => refusedStreams(this.server(node)),
    }))
    const gaps = { tool: ARCHIVED_WAL, of: 'archive', node: ARCHIVE, look: () => this.gaps() }
    return [...super.inspections(), ...refused, gaps]
  }

  /** What the archive lacks once the primary has shipped all that it has to ship. */
  private async gaps(): Promise<string[]> {
    const primary = this.primaryServer()
    await until(async () => {
      const { waitingSegments } = await shippingOf(primary, 0)
      return waitingSegments > 0 ? `${waitingSegments} segments were not shipped` : undefined
    }, SHIPPING_LIMIT_MS)
    return gapsIn(this.archive, primary.segmentBytes)
  }
}
