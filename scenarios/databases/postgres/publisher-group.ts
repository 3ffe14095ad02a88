import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Route } from '../../../runner/topology.ts'
import { clone } from './clone.ts'
import { copiesSlots, slotsFollow, waitsFor } from './failover-slots.ts'
import { arrived, logicalSettings } from './logical.ts'
import { PrimaryGroup } from './primary-group.ts'
import type { Roles } from './roles.ts'
import { keepFor } from './slots.ts'

type Settings = Record<string, string | number>

/** A server that others subscribe to, perhaps with a synchronous standby that could go on serving them in its place. */
export abstract class PublisherGroup extends PrimaryGroup {
  /** Named by the server and then the standby, where it has one. */
  protected constructor(
    site: Site,
    names: readonly string[],
    more: { roles: Roles; settings: Settings },
  ) {
    // What a standby decodes from after a failover must not be vacuumed away on the primary.
    const kept: Settings = names.length > 1 ? { hot_standby_feedback: 'on' } : {}
    const settings = { ...logicalSettings, ...kept, ...more.settings }
    super(site, names, () => ({ settings }), more.roles)
  }

  /** With whom a server waits that has a standby of this name; '' is nobody. */
  protected waiting(standby: string): Settings {
    return waitsFor(standby)
  }

  /** Tells those who have a subscription that another server is the primary. */
  protected abstract promoted(): Promise<void>

  start(): Promise<void> {
    return this.startServers()
  }

  protected async startStandby(node: Node): Promise<void> {
    const [server, primary] = [this.server(node), this.primaryServer()]
    const upstream = this.links.between(node.name, this.primaryName).endpoint
    await keepFor(primary, node.name)
    await clone(primary, server, upstream, this.site.capabilities)
    const { database } = this.roles.replicator
    const following = {
      primary_conninfo: `${server.primaryConninfo(upstream)} dbname=${database}`,
      primary_slot_name: node.name,
      ...copiesSlots,
    }
    await server.configure({ ...following, ...this.waiting('') }, false)
    await server.start()
    await primary.configure(this.waiting(node.name))
  }

  /** Until its standby is back, a new primary goes on alone. */
  async promote(): Promise<{ to: string; toLsnBytes: number }> {
    const [node] = this.standbys()
    const server = this.server(node)
    const { lsnBytes } = await server.position()
    await server.configure(this.waiting(''))
    await server.promote()
    this.failsOverWith([node])
    this.primaryName = node.name
    await this.promoted()
    return { to: node.name, toLsnBytes: lsnBytes }
  }

  protected async settle(limitMs: number): Promise<void> {
    await this.replayedUpTo((await this.primaryServer().position()).lsnBytes, limitMs)
  }

  protected async copiesAtRest(limitMs: number): Promise<Route[]> {
    const standbys = this.standbys()
    if (standbys.length > 0)
      await this.replayedUpTo(await this.primaryServer().tellTransactions(), limitMs)
    return [...standbys.map(({ name }) => this.routeTo(name)), this.route()]
  }

  /** All that it has written by now is with these subscribers, and its standby could go on serving them. */
  protected async served(subscribers: readonly string[], limitMs: number): Promise<void> {
    for (const node of this.standbys())
      await slotsFollow(this.primaryServer(), this.server(node), limitMs)
    await arrived(this.primaryServer(), subscribers, limitMs)
  }
}
