import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Guarded, Healed, Lanes, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { clientAcross } from '../../databases/postgres/across-servers.ts'
import { Decisions } from '../../databases/postgres/decisions.ts'
import { makeRoles } from '../../databases/postgres/roles.ts'
import { inRounds } from '../../databases/postgres/rounds.ts'
import { SeveralGroups } from '../../databases/postgres/several-groups.ts'
import { Office } from './office.ts'
import { Offices, officesIn } from './offices.ts'
import type { PartitionedOptions } from './options.ts'

const SET_UP_LIMIT_MS = 15_000

/** Offices that each modify rows of their own, and keep a copy of the others' by logical replication. */
export class Partitioned extends SeveralGroups<Office> {
  readonly client: Client
  readonly lanes: Lanes
  readonly guarded?: readonly Guarded[]
  protected readonly groups: readonly Office[]
  private readonly options: PartitionedOptions
  private readonly whose: Offices
  private readonly decisions = new Decisions()

  private constructor(site: Site, options: PartitionedOptions) {
    super(site)
    this.options = options
    this.whose = new Offices(options.offices)
    const { names } = this.whose
    const roles = makeRoles()
    const shared = { roles, offices: this.whose, options, follow: () => this.follow() }
    this.groups = names.map((name) => new Office(site, name, shared))
    if (options.standbys > 0) this.guarded = this.groups
    this.client = clientAcross(roles.client, {
      has: (node, row) => officesIn(node).includes(this.whose.of(row)),
      twoPhase: options.commit === 'two-phase',
      decisions: this.decisions,
    })
    // Those of transactions over offices come after the offices' own.
    const count = options.commit === 'local' ? names.length : names.length + 1
    this.lanes = { count, of: (request) => this.laneOf(request) }
  }

  private laneOf(request: Request): number {
    const home = this.whose.homeOf(request)
    if (this.isLocal(request) || (home === undefined && this.options.commit === 'local')) return -1
    const { names } = this.whose
    return home === undefined ? names.length : names.indexOf(home)
  }

  static async start(site: Site, options: PartitionedOptions): Promise<Partitioned> {
    const cluster = new Partitioned(site, options)
    await cluster.each((office) => office.start())
    return cluster
  }

  protected groupOf(node: string): Office {
    const [name] = officesIn(node)
    return this.groups.find((office) => office.name === name)!
  }

  /** Everywhere, and what stands in them is written at home once it is replicated from there. */
  async prepare(tables: readonly Table[]): Promise<void> {
    await this.each((office) => office.prepare(tables))
    // A new slot waits for its server's open transactions, of which another subscribing is one.
    for (const round of inRounds(this.groups))
      await Promise.all(round.map(([office, other]) => office.subscribeTo(other)))
    await this.each((office) => office.fill())
    await this.settle(SET_UP_LIMIT_MS)
  }

  route(request: Request, process: number): Route {
    const { names } = this.whose
    const homes = this.isLocal(request)
      ? [names[process % names.length]]
      : this.whose.homesOf(request)
    return { ...this.routeTo(homes.map((home) => this.groupOf(home))), role: homes.join('+') }
  }

  /** Whether a client asks the office that it is at, whosever rows it is about. */
  private isLocal({ access }: Request): boolean {
    const { reads, enforce } = this.options
    return access === 'read' ? reads === 'local' : enforce === 'no'
  }

  /** Who has no standby is simply an office. */
  override at(role: string): Node[] {
    if (this.options.standbys > 0) return super.at(role)
    return role === 'office' ? [...this.nodes] : []
  }

  override async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    const states = await super.observe()
    if (this.options.standbys > 0) return states
    return states.map((state) => (state.role === 'primary' ? { ...state, role: 'office' } : state))
  }

  /** An office comes back, or its standby has taken its place, and copies go on from where they are. */
  async heal(limitMs: number): Promise<Healed> {
    await this.each((office) => office.heal(limitMs))
    await this.follow()
    const resolved = await this.resolve(limitMs)
    await this.settle(limitMs)
    return this.options.commit === 'two-phase' ? { resolved } : {}
  }

  private async follow(): Promise<void> {
    await this.each((office, others) => office.follow(others))
  }

  private async resolve(limitMs: number): Promise<number> {
    const resolved = await this.each((office) => office.resolve(this.decisions, limitMs))
    return resolved.reduce((sum, each) => sum + each, 0)
  }

  /** All that any of them has written by now is everywhere. */
  private async settle(limitMs: number): Promise<void> {
    await this.each((office, others) => office.reaches(others, limitMs))
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.each((office) => office.sessionsEnd(limitMs))
    // A session that ended late may have prepared something after all.
    await this.resolve(limitMs)
    await this.settle(limitMs)
    return (await this.each((office) => office.copies(limitMs))).flat()
  }
}
