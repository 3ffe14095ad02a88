import type { Switchover } from '../../../runner/evidence.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Managed, Part, Route, Step } from '../../../runner/topology.ts'
import { branchedAt } from './archiving.ts'
import { leadAmong, partOf, type Lead } from './part.ts'
import { ReplicaGroup } from './replica-group.ts'
import type { Roles } from './roles.ts'
import type { PostgresServer, ServerOptions } from './server.ts'
import { until } from './until.ts'

const HAND_OVER_LIMIT_MS = 30_000

/**
 * A primary and its standbys whose failover is the work of a manager of their own. Nothing is decided here: each server is
 * asked what it is, and whoever is down is started again, for the manager to give it its place.
 */
export abstract class ManagedGroup extends ReplicaGroup implements Managed {
  readonly managed = [this]
  readonly members: readonly string[]
  private readonly parts = new Map<string, Part>()
  private lead: Lead
  private isHandingOver = false
  /** Those that a planned change began. */
  private readonly planned = new Set<number>()

  /** A server for each of these nodes, of which the first is to be the primary to begin with. */
  protected constructor(
    site: Site,
    names: readonly string[],
    optionsOf: (node: Node) => ServerOptions,
    roles?: Roles,
  ) {
    super(site, names, optionsOf, roles)
    this.members = names
    this.lead = { name: this.primaryName, timeline: 0 }
  }

  abstract readonly knowledgeMs: number
  abstract leader(): Promise<string | null>
  /** By the manager's own tool. */
  protected abstract handOver(from: string, to: string): Promise<void>
  /** Starts whatever else is down that the cluster consists of; the servers come after it. */
  protected abstract startOthers(): Promise<void>
  /** What keeps clients from the primary, though it is one: the beginning of a sentence; nothing by default. */
  protected async obstacleOf(_primary: string): Promise<string | undefined> {
    return undefined
  }

  async look(member: string): Promise<Part> {
    try {
      const part = await this.ask(this.server({ name: member }))
      this.parts.set(member, part)
      return part
    } catch (error) {
      this.parts.delete(member)
      throw error
    } finally {
      this.lead = leadAmong(this.parts, this.lead)
      this.primaryName = this.lead.name
    }
  }

  /** What a server says that it is. */
  protected ask(server: PostgresServer): Promise<Part> {
    return partOf(server)
  }

  private async lookAtAll(): Promise<void> {
    await Promise.allSettled(this.members.map((member) => this.look(member)))
  }

  async tookOverAt(): Promise<number> {
    return (await branchedAt(this.primaryServer())).lsnBytes
  }

  isPlanned(timeline?: number): boolean {
    return this.isHandingOver || (timeline !== undefined && this.planned.has(timeline))
  }

  /** To the standby that has replayed most. */
  async switchOver(step: Step): Promise<Switchover> {
    this.isHandingOver = true
    try {
      await this.lookAtAll()
      const from = this.primaryName
      const lsnOf = (name: string) => this.parts.get(name)?.lsnBytes ?? 0
      const fromLsnBytes = lsnOf(from)
      const [{ name: to }] = this.standbys().toSorted((a, b) => lsnOf(b.name) - lsnOf(a.name))
      await step('hand-over', from, () => this.handOver(from, to))
      await until(async () => {
        await this.lookAtAll()
        return this.primaryName === to ? undefined : `Node ${to} did not become the primary`
      }, HAND_OVER_LIMIT_MS)
      this.planned.add(this.lead.timeline)
      return { from, fromLsnBytes, to, toLsnBytes: await this.tookOverAt() }
    } finally {
      this.isHandingOver = false
    }
  }

  async heal(limitMs: number): Promise<void> {
    await this.startOthers()
    await this.startServers()
    await this.settle(limitMs)
  }

  /** Whoever is down. */
  protected async startServers(): Promise<void> {
    const servers = [...this.servers.values()]
    await Promise.all(
      servers.map(async (server) => {
        if (!(await server.running())) await server.begin()
      }),
    )
  }

  /** Returns when the manager and its servers agree who the primary is, and all others follow that one and have what it wrote. */
  protected async settle(limitMs: number): Promise<void> {
    let goal: { of: string; lsnBytes: number } | undefined
    await until(async () => {
      const dispute = await this.dispute()
      if (dispute !== undefined) return dispute
      // Whoever writes meanwhile is not waited for.
      const { lsnBytes } = this.parts.get(this.primaryName)!
      if (goal?.of !== this.primaryName) goal = { of: this.primaryName, lsnBytes }
      return (await this.straggler(goal.lsnBytes)) ?? this.obstacleOf(this.primaryName)
    }, limitMs)
  }

  /** Why it is not settled who the primary is. */
  private async dispute(): Promise<string | undefined> {
    await this.lookAtAll()
    const writing = this.members.filter((member) => this.parts.get(member)?.standby === false)
    if (writing.length !== 1)
      return `${writing.join(' and ') || 'No node'} took writes, where just one of ${this.members.join(', ')} was to do so`
    const leader = await this.leader().catch(() => null)
    return leader === this.primaryName && leader === writing[0]
      ? undefined
      : `The manager did not come to take ${writing[0]} for the primary`
  }

  private async straggler(lsnBytes: number): Promise<string | undefined> {
    for (const { name } of this.standbys()) {
      const has = (this.parts.get(name)?.lsnBytes ?? -1) >= lsnBytes
      const receives = () => this.server({ name }).receives()
      if (!has || !(await receives().catch(() => false)))
        return `Standby ${name} did not come to follow ${this.primaryName}`
    }
  }

  protected async copiesAtRest(limitMs: number): Promise<Route[]> {
    await this.settle(limitMs)
    return [...this.standbys().map(({ name }) => name), this.primaryName].map((name) =>
      this.routeTo(name),
    )
  }
}
