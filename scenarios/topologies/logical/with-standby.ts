import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { conflictsBesideCopies } from '../../databases/postgres/conflicts.ts'
import { waitsFor } from '../../databases/postgres/failover-slots.ts'
import { arrived } from '../../databases/postgres/logical.ts'
import { PublisherGroup } from '../../databases/postgres/publisher-group.ts'
import { makeRoles } from '../../databases/postgres/roles.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { statesOf } from '../../databases/postgres/states.ts'
import { stoppedApply } from '../../databases/postgres/stopped-apply.ts'
import { turn } from '../../databases/postgres/subscription.ts'
import { besideOf, changeSchema } from './beside.ts'
import { nodesOf, roleOf, subscribersOf, type LogicalOptions } from './options.ts'
import { Schema } from './schema.ts'
import { statesOfSubscribers } from './states.ts'
import { follow } from './subscribing.ts'
import { takerOf } from './takers.ts'

// A slot is copied once it has come as far as the standby, which may take its time.
const SET_UP_LIMIT_MS = 18_000

/** A primary that publishes and fails over to a physical standby, which has copies of its subscribers' slots. */
export class LogicalWithStandby extends PublisherGroup {
  private readonly options: LogicalOptions
  private readonly subscribers: readonly string[]
  private schema: Schema

  private constructor(site: Site, options: LogicalOptions) {
    super(site, nodesOf(options), { roles: makeRoles(), settings: {} })
    this.options = options
    this.subscribers = subscribersOf(options)
    this.schema = new Schema(options, [])
  }

  static async start(site: Site, options: LogicalOptions): Promise<LogicalWithStandby> {
    const cluster = new LogicalWithStandby(site, options)
    const begin = async (server: PostgresServer) => {
      await server.initialize()
      await server.start()
    }
    await Promise.all([cluster.startServers(), ...cluster.subscribing().map(begin)])
    return cluster
  }

  private subscribing(): PostgresServer[] {
    return this.subscribers.map((name) => this.server({ name }))
  }

  /** No commit waits for the standby; its slot may be what subscribers wait for. */
  protected override waiting(standby: string) {
    const { synchronized_standby_slots: slots } = waitsFor(standby)
    return {
      synchronous_standby_names: '',
      synchronized_standby_slots: this.options.standbySlots === 'yes' ? slots : '',
    }
  }

  protected override standbys(): Node[] {
    return super.standbys().filter(({ name }) => !this.subscribers.includes(name))
  }

  override async prepare(tables: readonly Table[]): Promise<void> {
    this.schema = new Schema(this.options, tables)
    const primary = this.primaryServer()
    const place = (server: PostgresServer) => this.nodes.indexOf(server.node) + 1
    await Promise.all(
      [primary, ...this.subscribing()].map((server) => this.schema.make(server, place(server))),
    )
    await this.schema.fill(primary)
    await this.schema.publish(primary)
    for (const server of this.subscribing())
      await follow(server, this.wayTo(server), { failover: 'true' }, SET_UP_LIMIT_MS)
    await changeSchema(primary)
    await this.reachAll(SET_UP_LIMIT_MS)
  }

  /** Whoever applies nothing more keeps its slot from being copied, and is waited for by nobody. */
  private async reachAll(limitMs: number): Promise<void> {
    const isStopped = async (name: string) => (await stoppedApply(this.server({ name }))).size > 0
    await arrived(this.primaryServer(), this.subscribers, limitMs, isStopped)
    const stopped = await Promise.all(this.subscribers.map(isStopped))
    if (!stopped.includes(true)) await this.served(this.subscribers, limitMs)
  }

  private wayTo(server: PostgresServer) {
    return this.links.between(server.node.name, this.primaryName).endpoint
  }

  /** Who is away follows as the cluster heals. */
  protected async promoted(): Promise<void> {
    await Promise.allSettled(this.subscribing().map((server) => turn(server, this.wayTo(server))))
  }

  override route(request: Pick<Request, 'access'> = { access: 'write' }, process = 0): Route {
    const who = request.access === 'read' ? this.options.reads : 'primary'
    const taker = takerOf(who, this.primaryName, this.subscribers, process)
    return taker === this.primaryName ? super.route() : this.routeTo(taker)
  }

  override at(role: string): Node[] {
    if (role !== 'subscriber') return super.at(role)
    return this.nodes.filter(({ name }) => roleOf(name, this.options) === role)
  }

  override async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    const pair = [...this.servers].filter(([name]) => !this.subscribers.includes(name))
    return [
      ...(await statesOf(new Map(pair), this.primaryName)),
      ...(await statesOfSubscribers(this.primaryServer(), this.subscribing())),
    ]
  }

  override async heal(limitMs: number): Promise<void> {
    await super.heal(limitMs)
    for (const server of this.subscribing()) {
      await this.revive(server)
      await turn(server, this.wayTo(server))
    }
    await this.reachAll(limitMs)
  }

  protected override async copiesAtRest(limitMs: number): Promise<Route[]> {
    const [primary, ...standbys] = (await super.copiesAtRest(limitMs)).toReversed()
    await this.reachAll(limitMs)
    return [...standbys, ...this.subscribers.map((name) => this.routeTo(name)), primary]
  }

  override inspections(): Inspection[] {
    const counting = [this.primaryServer(), ...this.subscribing()].map(besideOf)
    return [...super.inspections(), ...this.subscribing().map(conflictsBesideCopies), ...counting]
  }
}
