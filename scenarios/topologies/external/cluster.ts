import { describeError, SplitbrainError } from '../../../history/errors.ts'
import type { Disturbance } from '../../../runner/disturbance.ts'
import type { Links } from '../../../runner/network/links.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { ExternalNode } from '../../../runner/runtimes/external/node.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Cluster, Guarded, Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { until } from '../../databases/postgres/until.ts'
import { OwnClient } from './client.ts'
import { isWatched, type Description } from './description.ts'
import type { Dialect } from './dialect.ts'
import { dialects } from './dialects.ts'
import { Group, type Watched } from './group.ts'
import { machineOf, sharedOf, type Look, type OwnMachine, type OwnShared } from './machine.ts'
import { dropSchema, newSchemaName, type OwnSchema } from './schema.ts'

const SETTLE_LIMIT_MS = 30_000
const DROP_LIMIT_MS = 30_000

/** A cluster of somebody's own: clients work in a schema that is made for them, and all else is left as it is. */
export class External implements Cluster, Watched {
  readonly nodes: readonly Node[]
  readonly links: Links
  readonly client: Client
  readonly guarded?: readonly Guarded[]
  readonly description: Description
  readonly shared: OwnShared
  /** Who was seen last as the primary, or was made it by our operator. */
  primaryName: string
  private readonly group?: Group
  private readonly site: Site
  private readonly dialect: Dialect
  private readonly schema: OwnSchema
  private readonly idsSeen = new Map<string, string>()
  private tables: readonly Table[] = []
  private preparing: Promise<void> | undefined
  private marks = 0

  private constructor(site: Site, description: Description) {
    this.site = site
    this.nodes = site.nodes
    this.links = site.links
    this.description = description
    this.shared = sharedOf(site.nodes[0])
    this.dialect = dialects[description.protocol]
    const addresses = this.machines().flatMap(({ address }) => address ?? [])
    this.schema = { name: newSchemaName(), at: addresses }
    this.primaryName = description.nodes.find(({ role }) => role === 'primary')!.name
    this.shared.primary = this.primaryName
    this.client = new OwnClient({
      schema: this.schema.name,
      addressOf: (node) => this.machine(node).address!,
      isProxy: (node) => this.machine(node).isProxy,
      nameOf: (id) => this.nameOf(id),
    })
    if (isWatched(description)) {
      this.group = new Group(this)
      this.guarded = [this.group]
    }
  }

  static async start(site: Site, description: Description): Promise<External> {
    const cluster = new External(site, description)
    await cluster.observe()
    return cluster
  }

  node(name: string): Node {
    return this.site.node(name)
  }

  machine(name: string): OwnMachine {
    return machineOf(this.node(name))
  }

  /** Those that are servers, the one that a proxy leads to among them. */
  servers(): OwnMachine[] {
    return this.machines().filter(({ isProxy }) => !isProxy)
  }

  private machines(): OwnMachine[] {
    return this.nodes.map(machineOf)
  }

  /** In a schema of its own; who outlives this process is told of it first. */
  prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    this.shared.made(this.schema)
    this.preparing = this.make(tables)
    return this.preparing
  }

  private async make(tables: readonly Table[]): Promise<void> {
    const { address } = this.machine(this.writesTo())
    await this.dialect.make(address!, this.schema.name, tables).catch((cause: unknown) => {
      const message = `The user of ${address!.told} can't make a schema there: ${describeError(cause)}.`
      throw new SplitbrainError('usage', message)
    })
    await this.settle(SETTLE_LIMIT_MS)
  }

  private writesTo(): string {
    return this.has('write') ? 'write' : this.primaryName
  }

  private has(name: string): boolean {
    return this.nodes.some((node) => node.name === name)
  }

  route({ access }: Pick<Request, 'access'>): Route {
    const to = access === 'read' && this.has('read') ? 'read' : this.writesTo()
    const route = { node: to, endpoints: [this.links.between('clients', to).endpoint] }
    return to === this.primaryName ? { ...route, role: 'primary' } : route
  }

  at(role: string): Node[] {
    const roleOf = ({ name, isProxy }: OwnMachine) =>
      isProxy ? 'proxy' : name === this.primaryName ? 'primary' : 'standby'
    return this.nodes.filter((node) => roleOf(machineOf(node)) === role)
  }

  async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    const looks = await this.answersTo(({ look }) => look())
    this.follow(looks)
    const ahead = looks.get(this.primaryName)?.lsnBytes
    return this.nodes.map(({ name }) => {
      const look = looks.get(name)
      if (look === undefined) return { node: name, role: 'down' }
      if (this.machine(name).isProxy) return { node: name, role: 'proxy' }
      const { role, replayedBytes: lsnBytes } = look
      if (lsnBytes === undefined) return { node: name, role }
      const lag = role === 'standby' &&
        ahead !== undefined && { lagBytes: Math.max(0, ahead - lsnBytes) }
      return { node: name, role, lsnBytes, ...lag }
    })
  }

  /** What all say who answer at this moment. */
  asks(): Promise<Map<string, Look>> {
    return this.answersTo(({ ask }) => ask())
  }

  private async answersTo(
    question: (machine: OwnMachine) => Promise<Look>,
  ): Promise<Map<string, Look>> {
    const seen = await Promise.all(
      this.machines().map(
        async (each) => [each.name, await question(each).catch(() => undefined)] as const,
      ),
    )
    const answered = seen.flatMap(([name, look]) => (look ? [[name, look] as const] : []))
    for (const [name, { id }] of answered)
      if (id !== undefined && !this.machine(name).isProxy) this.idsSeen.set(id, name)
    return new Map(answered)
  }

  /** Where somebody else fails over, whoever is the primary alone is so; one that comes back beside it is not followed. */
  private follow(looks: ReadonlyMap<string, Look>): void {
    if (this.description.promotes) return
    const primaries = this.servers().filter(({ name }) => looks.get(name)?.role === 'primary')
    if (primaries.length === 1) this.becomesPrimary(primaries[0].name)
  }

  becomesPrimary(name: string): void {
    this.primaryName = name
    this.shared.primary = name
  }

  private async nameOf(id: string): Promise<string | undefined> {
    if (!this.idsSeen.has(id)) await this.asks()
    return this.idsSeen.get(id)
  }

  /** Whoever is down by our doing is started; all are to be there, one of them the primary and the others its standbys. */
  async heal(limitMs: number): Promise<void> {
    for (const node of this.nodes) await (node as ExternalNode).boot()
    await until(async () => {
      const looks = await this.asks()
      this.follow(looks)
      const gone = this.servers().find(({ name }) => !looks.has(name))
      if (gone !== undefined) return `Node ${gone.name} did not answer again`
      const second = this.servers().find(
        ({ name }) => (looks.get(name)!.role === 'primary') !== (name === this.primaryName),
      )
      if (second?.name === this.primaryName) return `Node ${second.name} did not take writes again`
      return second && `Node ${second.name} did not become a standby of ${this.primaryName}`
    }, limitMs)
    await this.settle(limitMs)
  }

  /** Returns once every server that can be asked shows what was written before. */
  private async settle(limitMs: number): Promise<void> {
    const primary = this.machine(this.primaryName)
    const { lsnBytes } = await primary.ask()
    const mark = ++this.marks
    if (lsnBytes === undefined)
      await this.dialect.mark?.(this.machine(this.writesTo()).address!, this.schema.name, mark)
    await until(async () => {
      for (const machine of this.servers())
        if (machine !== primary && !(await this.shows(machine, { lsnBytes, mark })))
          return `Node ${machine.name} did not catch up`
    }, limitMs)
  }

  private async shows(
    { server, ask }: OwnMachine,
    { lsnBytes, mark }: { lsnBytes?: number; mark: number },
  ): Promise<boolean> {
    // Who has no DSN can't be asked.
    if (server === undefined) return true
    if (lsnBytes === undefined)
      return (await server.shows?.(this.schema.name, mark).catch(() => false)) ?? true
    const seen = await ask().catch(() => undefined)
    return seen !== undefined && (seen.replayedBytes ?? 0) >= lsnBytes
  }

  /** Past every link, for clients need not have one to each of them. */
  async copies(limitMs: number): Promise<Route[]> {
    const all = this.servers().filter(({ server }) => server !== undefined)
    await until(async () => {
      for (const { name, server } of all)
        // A session of ours that broke is only found so when it is used.
        if ((await server!.sessions(this.schema.name).catch(() => 1)) > 0)
          return `Clients' sessions on ${name} did not end`
    }, limitMs)
    await this.settle(limitMs)
    const routeTo = ({ name, endpoint }: OwnMachine) => ({ node: name, endpoints: [endpoint!] })
    const primary = this.machine(this.primaryName)
    // Who has no DSN of its own is read where clients write.
    const last = primary.server === undefined ? this.machine(this.writesTo()) : primary
    return [...all.filter((each) => each !== primary), last].map(routeTo)
  }

  inspections(): Inspection[] {
    const [{ name: table }] = this.tables
    return this.at('standby').flatMap(
      (node) => machineOf(node).server?.triesToWrite?.(node.name, this.schema.name, table) ?? [],
    )
  }

  crash(node: Node): Promise<Disturbance> {
    return Promise.reject(
      new SplitbrainError('usage', `Only its hooks can end ${node.name}: use kill-${node.name}.`),
    )
  }

  /** Nodes first, for nothing can be dropped on one that is down. */
  async [Symbol.asyncDispose](): Promise<void> {
    const back = await Promise.allSettled(this.nodes.map((node) => node[Symbol.asyncDispose]()))
    if (this.preparing !== undefined) {
      await this.preparing.catch(() => {})
      await dropSchema(this.schema, DROP_LIMIT_MS)
      this.shared.dropped()
    }
    this.group?.disconnect()
    for (const { server } of this.machines()) server?.disconnect()
    const failed = back.find(({ status }) => status === 'rejected')
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason
  }
}
