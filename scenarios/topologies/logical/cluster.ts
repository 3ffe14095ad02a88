import { SplitbrainError } from '../../../history/errors.ts'
import type { Lag, Switchover } from '../../../runner/evidence.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Healed, Inspection, Route, Step } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { conflictsBesideCopies } from '../../databases/postgres/conflicts.ts'
import { arrived, logicalSettings } from '../../databases/postgres/logical.ts'
import { closeToClients, openToClients } from '../../databases/postgres/closed-server.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { stoppedApply } from '../../databases/postgres/stopped-apply.ts'
import {
  goOnApplying,
  makeSlot,
  publishesAlone,
  subscribeToPublished,
  unpublish,
  unsubscribe,
} from '../../databases/postgres/subscription.ts'
import { besideOf, changeSchema, forgetUnpublished } from './beside.ts'
import { commitSettings, nodesOf, subscriptionOptions, type LogicalOptions } from './options.ts'
import { Positions } from './positions.ts'
import { Schema } from './schema.ts'
import { statesOfSubscribers } from './states.ts'
import { copyAgain, follow, makeAnew, mostApplied, standAlone, type Live } from './subscribing.ts'
import { takerOf } from './takers.ts'

const SET_UP_LIMIT_MS = 15_000
const STOP_LIMIT_MS = 5_000
const CATCH_UP_LIMIT_MS = 2_000
/** Of a peer that is to follow who was promoted: one that takes longer follows as the cluster heals. */
const COPY_LIMIT_MS = 10_000

/** One primary that publishes its tables, and subscribers, one of which is promoted when it fails. */
export class Logical extends PrimaryGroup {
  private readonly options: LogicalOptions
  private schema: Schema
  private readonly positions = new Positions()
  /** Subscribers whose rows are the primary's; any other has to copy them anew. */
  private following = new Set<string>()
  /** Those whose very files may be spoiled. */
  private readonly spoiled = new Set<string>()

  private constructor(site: Site, options: LogicalOptions) {
    super(site, nodesOf(options), () => ({ settings: logicalSettings }))
    this.options = options
    this.schema = new Schema(options, [])
  }

  static async start(site: Site, options: LogicalOptions): Promise<Logical> {
    const cluster = new Logical(site, options)
    await Promise.all(cluster.nodes.map((node) => cluster.startStandby(node)))
    return cluster
  }

  /** Whoever is to follow begins as a server by itself. */
  protected async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    await server.initialize()
    await server.start()
  }

  /** Tables everywhere, for they are not replicated; what stands in them is copied. */
  override async prepare(tables: readonly Table[]): Promise<void> {
    this.schema = new Schema(this.options, tables)
    const { schema } = this
    const primary = this.primaryServer()
    const subscribers = this.standbys()
    await Promise.all(this.nodes.map((node) => schema.make(this.server(node), this.placeOf(node))))
    await schema.fill(primary)
    await schema.publish(primary)
    if (this.options.ownRows === 'yes') {
      await schema.addOwnRow(primary)
      await schema.addOwnRow(this.server(subscribers[0]))
    }
    // Servers that were copied from one may call their slots for copies the same on whom they copy.
    for (const node of subscribers) await this.follow(node, SET_UP_LIMIT_MS)
    await changeSchema(primary)
    await this.settle(SET_UP_LIMIT_MS)
    await primary.configure(commitSettings(this.options))
  }

  private placeOf({ name }: Node): number {
    return this.nodes.findIndex((node) => node.name === name) + 1
  }

  private wayTo(node: Node) {
    return this.links.between(node.name, this.primaryName).endpoint
  }

  private async follow(node: Node, limitMs: number): Promise<void> {
    const more = subscriptionOptions(this.options)
    await follow(this.server(node), this.wayTo(node), more, limitMs)
    this.following.add(node.name)
  }

  override route(request: Request, process: number): Route {
    const who = request.access === 'read' ? this.options.reads : this.options.writes
    const taker = takerOf(who, this.primaryName, [...this.following], process)
    return taker === this.primaryName ? super.route() : this.routeTo(taker)
  }

  override at(role: string): Node[] {
    return super.at(role === 'subscriber' ? 'standby' : role === 'standby' ? '' : role)
  }

  override async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    const primary = this.primaryServer()
    const subscribers = this.standbys().map((node) => this.server(node))
    return [await stateOf(primary, 'primary'), ...(await statesOfSubscribers(primary, subscribers))]
  }

  override probe(timeoutMs: number): Promise<number> {
    return this.positions.note(() => super.probe(timeoutMs))
  }

  override copyAnew({ name }: Pick<Node, 'name'>): void {
    this.spoiled.add(name)
    this.following.delete(name)
  }

  /** The primary first; of the subscribers those go on that were not left behind. */
  override async heal(limitMs: number): Promise<Healed> {
    await this.revive(this.primaryServer())
    const copied: string[] = []
    for (const node of this.standbys()) {
      if (this.following.has(node.name)) await this.goOn(node)
      else {
        await this.copyTo(node, limitMs)
        copied.push(node.name)
      }
    }
    await this.settle(limitMs)
    return copied.length > 0 ? { copied } : {}
  }

  private async goOn(node: Node): Promise<void> {
    await this.revive(this.server(node))
    await goOnApplying(this.server(node))
  }

  private async copyTo(node: Node, limitMs: number): Promise<void> {
    const server = this.server(node)
    if (this.spoiled.has(node.name)) await makeAnew(server, this.schema, this.placeOf(node))
    await standAlone(server)
    const more = subscriptionOptions(this.options)
    const { schema } = this
    const publisher = this.primaryServer()
    const copy = () => copyAgain(server, publisher, schema, this.wayTo(node), more, limitMs)
    await (this.options.sync !== 'async' && this.following.size === 0
      ? this.withoutClients(copy)
      : copy())
    this.spoiled.delete(node.name)
    this.following.add(node.name)
  }

  /** A slot is made once the transactions of its moment are over, which may wait for whoever is to have it. */
  private async withoutClients(copy: () => Promise<void>): Promise<void> {
    const primary = this.primaryServer()
    await closeToClients(primary)
    try {
      await copy()
    } finally {
      await openToClients(primary)
    }
  }

  protected async settle(limitMs: number): Promise<void> {
    const isStopped = async (name: string) => (await stoppedApply(this.server({ name }))).size > 0
    await arrived(this.primaryServer(), [...this.following], limitMs, isStopped)
  }

  protected async copiesAtRest(limitMs: number): Promise<Route[]> {
    await this.settle(limitMs)
    return [...this.standbys().map(({ name }) => this.routeTo(name)), super.route()]
  }

  async promote(
    named?: string,
  ): Promise<{ to: string; toLsnBytes: number; lag?: Lag; copied: string[] }> {
    const live = await this.live()
    const next = live.find(({ node }) => named === undefined || node.name === named)
    if (next === undefined)
      throw new SplitbrainError(
        'runtime',
        `There is no live subscriber ${named ?? 'to promote'}; start one, or use --subscribers 2.`,
      )
    const lag = this.positions.lagAt(next.lsnBytes)
    await this.turnTo(next.node)
    // Its peers may have more or less than it has.
    const peers = live.filter(({ node }) => node !== next.node)
    const copied: string[] = []
    for (const { node } of peers)
      await this.copyTo(node, COPY_LIMIT_MS).then(
        () => copied.push(node.name),
        () => {},
      )
    return { to: next.node.name, toLsnBytes: next.lsnBytes, lag, copied }
  }

  private live(): Promise<Live[]> {
    const followers = this.standbys().filter(({ name }) => this.following.has(name))
    return mostApplied(
      followers.map((node) => this.server(node)),
      STOP_LIMIT_MS,
    )
  }

  /** Makes a subscriber the primary; `before` clients are let in there. */
  private async turnTo(node: Node, before: () => Promise<void> = async () => {}): Promise<void> {
    const server = this.server(node)
    await unsubscribe(server)
    await this.schema.publish(server)
    await before()
    await server.configure(commitSettings(this.options))
    this.following = new Set()
    this.positions.forget()
    this.primaryName = node.name
  }

  async switchOver(step: Step): Promise<Switchover> {
    const from = this.primaryName
    const server = this.primaryServer()
    const [to, ...peers] = this.following
    const caughtUp = await step('catch-up', from, () => this.allHaveAll())
    const fromLsnBytes = (await server.position()).lsnBytes
    if (!caughtUp || to === undefined) return { from, fromLsnBytes }
    const end = await step('step-down', from, () => this.stepDown(server))
    if (end === undefined) {
      await step('resume', from, () => openToClients(server))
      return { from, fromLsnBytes }
    }
    const others = [...peers, from]
    const slots = async () => {
      for (const name of others) await makeSlot(this.server({ name: to }), name)
    }
    await step('promote', to, () => this.turnTo(this.node(to), slots))
    await step('rejoin', from, () => Promise.all(others.map((name) => this.followAsItIs(name))))
    return { from, fromLsnBytes: end, to, toLsnBytes: end }
  }

  /** Whether all that follow soon have what was written by now. */
  private allHaveAll(): Promise<boolean> {
    return this.settle(CATCH_UP_LIMIT_MS).then(
      () => true,
      () => false,
    )
  }

  /** Lets no client in, and ends the primary once all have what was written; undefined where they don't come to have it. */
  private async stepDown(server: PostgresServer): Promise<number | undefined> {
    await closeToClients(server)
    await this.sessionsOver(server, CATCH_UP_LIMIT_MS)
    const { lsnBytes } = await server.position()
    if (!(await this.allHaveAll())) return undefined
    await server.stop()
    return lsnBytes
  }

  /** Goes on with the rows that it has, which are those of the new primary when its slot was made there. */
  private async followAsItIs(name: string): Promise<void> {
    const server = this.server({ name })
    await standAlone(server)
    await unsubscribe(server)
    await unpublish(server)
    await forgetUnpublished(server)
    const more = { ...subscriptionOptions(this.options), create_slot: 'false', copy_data: 'false' }
    await subscribeToPublished(server, this.wayTo(server.node), more)
    await openToClients(server)
    this.following.add(name)
  }

  /** Whoever publishes, and subscribes to nobody. */
  async writing(): Promise<string[]> {
    const told = await Promise.all([...this.servers.values()].map(publishesAlone))
    return [...this.servers.keys()].filter((_, i) => told[i])
  }

  override inspections(): Inspection[] {
    const each = [...this.servers.values()].flatMap((server) => [
      conflictsBesideCopies(server),
      besideOf(server),
    ])
    return [...super.inspections(), ...each]
  }
}
