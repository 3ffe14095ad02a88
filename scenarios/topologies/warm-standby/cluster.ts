import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import { branchedAt, shippingOf, shippingSettings } from '../../databases/postgres/archiving.ts'
import { shipSegment, wantedFrom } from '../../databases/postgres/archiving.ts'
import { clone } from '../../databases/postgres/clone.ts'
import { inspectionsOf, logOf } from '../../databases/postgres/inspections.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { Archive, ARCHIVE } from '../../services/archive/archive.ts'

/** The first is the primary to begin with. */
export const servers = ['n1', 'n2'] as const

export interface WarmStandbyOptions {
  /** In seconds. */
  archiveTimeout: number
  /** In megabytes. */
  segment: string
}

/** A primary that ships finished segments to an archive, and a standby that fetches and replays them. */
export class WarmStandby extends PrimaryGroup {
  protected override readonly modeSettings = ['archive_mode', 'archive_timeout', 'archive_command']
  private readonly archive: Archive

  private constructor(site: Site, { archiveTimeout, segment }: WarmStandbyOptions) {
    const archive = new Archive(site.node(ARCHIVE))
    // Every server has the same settings, so that a promoted standby ships in its turn.
    super(site, servers, (node) => {
      const { endpoint } = site.links.between(node.name, ARCHIVE)
      const settings = shippingSettings(archive.commands(node, endpoint), archiveTimeout)
      return { settings, segmentMegabytes: Number(segment) }
    })
    this.archive = archive
  }

  static async start(site: Site, options: WarmStandbyOptions): Promise<WarmStandby> {
    const cluster = new WarmStandby(site, options)
    await cluster.archive.startFor(site.nodes)
    await cluster.startServers()
    return cluster
  }

  /** Past every link, as whatever sets up a standby. */
  protected async startStandby(node: Node): Promise<void> {
    const primary = this.primaryServer()
    const server = this.server(node)
    await clone(primary, server, primary.node.address(), this.site.capabilities)
    await server.start()
  }

  protected async settle(limitMs: number): Promise<void> {
    await this.replayedUpTo(await shipSegment(this.primaryServer(), limitMs), limitMs)
  }

  /** The archive first, for without it no standby gets anything. */
  override async heal(limitMs: number): Promise<void> {
    await this.archive.start()
    await super.heal(limitMs)
  }

  override at(role: string): Node[] {
    return role === ARCHIVE ? [this.archive.node] : super.at(role)
  }

  override async observe() {
    const [states, archive] = await Promise.all([super.observe(), this.archive.state()])
    return [...states, archive]
  }

  /** The standby's copy can't be read. */
  protected async copiesAtRest() {
    return [this.routeTo(this.primaryName)]
  }

  override inspections() {
    const standbys = this.standbys().map((node) => logOf(this.server(node)))
    return [...inspectionsOf(this.primaryServer(), this.site.capabilities), ...standbys]
  }

  override async held() {
    const held = await super.held()
    return { ...held, shipping: await shippingOf(this.primaryServer(), held.lsnBytes) }
  }

  /** A promoted server has replayed all that it could get from the archive. */
  async promote() {
    const [node] = this.standbys()
    const server = this.server(node)
    await server.promote()
    const branch = await branchedAt(server)
    this.failsOverWith([node])
    this.primaryName = node.name
    const names = await this.archive.names().catch(() => undefined)
    const wanted = names && wantedFrom(branch, server.segmentBytes, names)
    return { to: node.name, toLsnBytes: branch.lsnBytes, wanted }
  }
}
