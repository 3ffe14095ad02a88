import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type {
  Client,
  Cluster,
  Guarded,
  Healed,
  Inspection,
  Lanes,
  Route,
} from '../../../runner/topology.ts'
import type { Undo } from '../../../runner/undo.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { clientAcross } from '../../databases/postgres/across-servers.ts'
import { Decisions } from '../../databases/postgres/decisions.ts'
import { makeRoles } from '../../databases/postgres/roles.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { Office } from './office.ts'
import { Offices, officesIn } from './offices.ts'
import type { PartitionedOptions } from './options.ts'

const SET_UP_LIMIT_MS = 15_000

/** Offices that each modify rows of their own, and keep a copy of the others' by logical replication. */
export class Partitioned implements Cluster {
  readonly nodes: Site['nodes']
  readonly links: Site['links']
  readonly node: Site['node']
  readonly client: Client
  readonly credentials
  readonly lanes: Lanes
  readonly guarded?: readonly Guarded[]
  private readonly options: PartitionedOptions
  private readonly whose: Offices
  private readonly offices: readonly Office[]
  private readonly decisions = new Decisions()

  private constructor(site: Site, options: PartitionedOptions) {
    this.nodes = site.nodes
    this.links = site.links
    this.node = site.node
    this.options = options
    this.whose = new Offices(options.offices)
    const roles = makeRoles()
    const promoted = () => this.follow()
    this.offices = this.whose.names.map(
      (name) => new Office(site, name, { roles, offices: this.whose, options, promoted }),
    )
    this.credentials = roles.client
    this.client = clientAcross(roles.client, {
      has: (node, row) => officesIn(node).includes(this.whose.of(row)),
      twoPhase: options.commit === 'two-phase',
      decisions: this.decisions,
    })
    if (options.standbys > 0) this.guarded = this.offices
    this.lanes = {
      count: options.offices,
      of: (request) =>
        this.isLocal(request) ? -1 : this.whose.names.indexOf(this.whose.homeOf(request) ?? ''),
    }
  }

  static async start(site: Site, options: PartitionedOptions): Promise<Partitioned> {
    const cluster = new Partitioned(site, options)
    await cluster.each((office) => office.start())
    return cluster
  }

  private each<T>(act: (office: Office, others: readonly Office[]) => Promise<T>): Promise<T[]> {
    return Promise.all(
      this.offices.map((office) =>
        act(
          office,
          this.offices.filter((other) => other !== office),
        ),
      ),
    )
  }

  server({ name }: Pick<Node, 'name'>): PostgresServer {
    return this.officeOf(name).server({ name })
  }

  private officeOf(node: string): Office {
    const [name] = officesIn(node)
    return this.offices.find((office) => office.name === name)!
  }

  /** Everywhere, and what stands in them is written at home once it is replicated from there. */
  async prepare(tables: readonly Table[]): Promise<void> {
    await this.each((office) => office.prepare(tables))
    // One after the other: a new slot waits for its server's open transactions, of which another subscribing is one.
    for (const office of this.offices)
      for (const other of this.offices) if (other !== office) await office.subscribeTo(other)
    await this.each((office) => office.fill())
    await this.settle(SET_UP_LIMIT_MS)
  }

  route(request: Request, process: number): Route {
    const homes = this.isLocal(request)
      ? [this.whose.names[process % this.whose.names.length]]
      : this.whose.homesOf(request)
    const routes = homes.map((home) => this.officeOf(home).route())
    return {
      node: routes.map(({ node }) => node).join('+'),
      endpoints: routes.flatMap(({ endpoints }) => endpoints),
      role: homes.join('+'),
    }
  }

  /** Whether a client asks the office that it is at, whosever rows it is about. */
  private isLocal({ access }: Request): boolean {
    const { reads, enforce } = this.options
    return access === 'read' ? reads === 'local' : enforce === 'no'
  }

  at(role: string): Node[] {
    if (this.options.standbys > 0) return this.offices.flatMap((office) => office.at(role))
    return role === 'office' ? [...this.nodes] : []
  }

  async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    const states = (await this.each((office) => office.observe())).flat()
    if (this.options.standbys > 0) return states
    return states.map((state) => (state.role === 'primary' ? { ...state, role: 'office' } : state))
  }

  /** Nobody takes a dead office's place: it comes back, and goes on from where its copies are. */
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

  crash(node: Node): Promise<Undo> {
    return this.officeOf(node.name).crash(node)
  }

  inspections(): Inspection[] {
    return this.offices.flatMap((office) => office.inspections())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.each((office) => office[Symbol.asyncDispose]())
  }
}
