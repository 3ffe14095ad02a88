import type { Node } from '../../../runner/runtimes/runtime.ts'
import { newSecret } from '../../../runner/secrets.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Route } from '../../../runner/topology.ts'
import type { Request } from '../../../runner/workload.ts'
import { connectingAnew } from '../../databases/postgres/connecting-anew.ts'
import { ManagedGroup } from '../../databases/postgres/managed-group.ts'
import { makeRoles } from '../../databases/postgres/roles.ts'
import { PostgresServer } from '../../databases/postgres/server.ts'
import { runAlone } from '../../databases/postgres/single-user.ts'
import { RepmgrNode } from '../../services/repmgr/repmgr-node.ts'
import { Register } from '../../services/repmgr/register.ts'
import { statements } from '../../services/repmgr/settings.ts'
import { Libpq } from '../hot-standby/balancing/libpq.ts'
import { Fencing } from './fencing.ts'
import { watches } from './following.ts'
import { serversOf, WITNESS, type RepmgrOptions } from './options.ts'
import { Returning } from './returning.ts'
import { loaded, waitingBy } from './server-settings.ts'

const JOIN_LIMIT_MS = 60_000

/** Servers that are watched by a daemon of repmgr each, which promote one of theirs where the primary is gone. */
export class RepmgrCluster extends ManagedGroup {
  override readonly client: Client
  readonly knowledgeMs = 1000
  private readonly connections: Libpq
  private readonly all: ReadonlyMap<string, RepmgrNode>
  private readonly witness: RepmgrNode | undefined
  private readonly register: Register
  private readonly returning: Returning
  private readonly fencing: Fencing | undefined

  private constructor(site: Site, options: RepmgrOptions) {
    const roles = makeRoles()
    super(site, serversOf(options), () => ({ settings: loaded }), roles)
    const servers = [...this.servers.values()]
    this.all = new Map(
      servers.map((server, i) => [server.node.name, memberOf(server, i + 1, options)]),
    )
    if (options.witness === 'yes') {
      const server = new PostgresServer(site.node(WITNESS), roles, { settings: loaded })
      this.witness = memberOf(server, servers.length + 1, options)
    }
    this.register = new Register(servers)
    this.returning = new Returning(this.all, this.witness, options.oldPrimary === 'starts')
    if (options.oldPrimary === 'fenced')
      this.fencing = new Fencing(
        this.register,
        new Map(this.nodes.map((node) => [node.name, node])),
      )
    this.connections = Libpq.toPrimary(site, this.members, roles.client)
    // Who kept its session with a new primary would never ask the old one again.
    this.client = connectingAnew(this.connections.client)
  }

  static async start(site: Site, options: RepmgrOptions): Promise<RepmgrCluster> {
    const cluster = new RepmgrCluster(site, options)
    const password = newSecret()
    const everybody = cluster.everybody()
    await Promise.all([
      ...everybody.map((each) => each.install(password, options.oldPrimary === 'fenced')),
      cluster.makeServer(cluster.primaryServer(), password),
      cluster.witness && cluster.makeServer(cluster.witness.server, password),
    ])
    const [first, ...others] = cluster.all.values()
    await first.registerAsPrimary()
    await Promise.all([
      ...others.map((each) => cluster.makeStandby(each, first)),
      cluster.witness?.registerAsWitness(first),
    ])
    // Before there are standbys a commit would wait for ever.
    const waiting = waitingBy(options)
    await Promise.all([...cluster.servers.values()].map((server) => server.configure(waiting)))
    await Promise.all(everybody.map((each) => each.watch()))
    await cluster.settle(JOIN_LIMIT_MS)
    cluster.fencing?.begin()
    return cluster
  }

  private async makeServer(server: PostgresServer, password: string): Promise<void> {
    await server.initialize()
    await runAlone(server.node, statements(password))
    await server.start()
  }

  private async makeStandby(standby: RepmgrNode, primary: RepmgrNode): Promise<void> {
    await standby.copy(primary)
    await standby.server.start()
    await standby.registerAsStandby()
  }

  /** Clients know all servers, and look for one that takes writes, each time. */
  override route({ access }: Pick<Request, 'access'>): Route {
    return this.connections.route(access)
  }

  override at(role: string): Node[] {
    if (role === WITNESS) return this.witness ? [this.witness.node] : []
    return super.at(role)
  }

  override async observe() {
    const servers = await super.observe()
    if (this.witness === undefined) return servers
    const answers = await this.witness.server.glance().then(
      () => WITNESS,
      () => 'down',
    )
    return [...servers, { node: WITNESS, role: answers }]
  }

  leader(): Promise<string | null> {
    return this.register.leader(this.primary())
  }

  private member(name: string): RepmgrNode {
    return this.all.get(name)!
  }

  /** Step by step, for what repmgr has for all of it wants a shell on the other machine. */
  protected async handOver(from: string, to: string): Promise<void> {
    const [old, next] = [this.member(from), this.member(to)]
    const others = [...this.all.values()].filter((each) => each !== old && each !== next)
    await next.pauseAll(true)
    try {
      await old.server.stop()
      await next.promote()
      await Promise.all(others.map((each) => each.follow(next)))
      await this.returning.reunite(next)
    } finally {
      await next.pauseAll(false)
    }
  }

  /** The witness follows the primary as the standbys do. */
  protected async startOthers(): Promise<void> {}

  protected override async startServers(): Promise<void> {
    for (let lead: string | undefined; lead !== this.primary();) {
      lead = this.primary()
      await this.returning.reunite(this.member(lead))
      // A standby may have been promoted just then.
      await Promise.allSettled(this.members.map((member) => this.look(member)))
    }
  }

  /** Or nobody would take its place if it fell now. */
  protected override async obstacleOf(primary: string): Promise<string | undefined> {
    const { id } = this.member(primary).about
    for (const each of this.everybody()) {
      const seen = each.name === primary ? id : await watches(each).catch(() => undefined)
      if (seen !== id || !(await each.watched()))
        return `repmgrd of ${each.name} did not come to watch ${primary}`
    }
  }

  private everybody(): RepmgrNode[] {
    return [...this.all.values(), ...(this.witness ? [this.witness] : [])]
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.fencing?.end()
    this.witness?.server.disconnect()
    await super[Symbol.asyncDispose]()
  }
}

function memberOf(server: PostgresServer, id: number, options: RepmgrOptions): RepmgrNode {
  const { node, roles } = server
  return new RepmgrNode(server, {
    id,
    name: node.name,
    home: node.home,
    sql: node.address(),
    database: roles.administrator.database,
    timing: options.timing,
    consensus: options.consensus === 'yes',
  })
}
