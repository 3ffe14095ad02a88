import { SplitbrainError } from '../../../history/errors.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Healed, Route } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import { askingWho } from '../../databases/postgres/asking-who.ts'
import { postgresClient } from '../../databases/postgres/client.ts'
import { copyWhole } from '../../databases/postgres/clone.ts'
import { inspectPrepared } from '../../databases/postgres/prepared.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { ServerGroup } from '../../databases/postgres/server-group.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { asking, Pgpool, POOL } from '../../services/pgpool/pgpool.ts'
import { serversOf } from '../two-phase/options.ts'
import type { PgpoolOptions } from './options.ts'
import { allowRecovery, recover, writers, type Rejoined } from './recovery.ts'

const SESSIONS_LIMIT_MS = 10_000
/** So often is looked again whether one more was let go while the others came back. */
const ROUNDS = 5

/** Servers that know nothing of each other, and Pgpool-II, which all clients go by. */
export class Pooled extends ServerGroup {
  override readonly client: Client
  private readonly pool: Pgpool
  private readonly names: readonly string[]
  private readonly options: PgpoolOptions

  private constructor(site: Site, options: PgpoolOptions) {
    const { mode } = options
    const names = serversOf(options)
    // It asks for that of every backend.
    const isolation = mode === 'native' ? 'read committed' : 'repeatable read'
    super(site, names, () => ({ settings: { default_transaction_isolation: isolation } }))
    this.names = names
    this.options = options
    // A write is all servers’.
    this.client = askingWho(postgresClient(this.roles.client), POOL, { read: asking.reader })
    this.pool = new Pgpool(site.node(POOL), {
      mode,
      backends: names.map((name) => ({ name, ...site.links.between(POOL, name).endpoint })),
      administrator: this.roles.administrator,
    })
  }

  static async start(site: Site, options: PgpoolOptions): Promise<Pooled> {
    const cluster = new Pooled(site, options)
    const startServers = cluster.each(async (server) => {
      await server.initialize()
      await server.start()
      if (options.rejoin === 'recovery') await allowRecovery(server)
    })
    await Promise.all([startServers, cluster.pool.install()])
    await cluster.pool.start()
    return cluster
  }

  private async each(act: (server: PostgresServer) => Promise<void>): Promise<void> {
    await Promise.all([...this.servers.values()].map(act))
  }

  prepare(tables: readonly Table[]): Promise<void> {
    return this.each(async (server) => {
      const client = this.clientAt(server.node.name)
      await makeTables(client, tables)
      await fillTables(client, tables)
    })
  }

  route(): Route {
    return this.routeTo(POOL)
  }

  at(role: string): Node[] {
    if (role === POOL) return [this.pool.node]
    return role === 'server' ? this.names.map((name) => this.node(name)) : []
  }

  /** A server that was let go takes no writes, whether or not it is alive. */
  async observe() {
    const up = await this.pool.seen().catch(() => undefined)
    const servers = [...this.servers.values()].map((server) => {
      const isLetGo = up !== undefined && !up.includes(server.node.name)
      return stateOf(server, isLetGo ? 'detached' : 'server')
    })
    const pool = { node: POOL, role: up === undefined ? 'down' : POOL }
    return Promise.all([...servers, pool])
  }

  /** Tells who came back while clients wrote, and how many transactions of theirs there were since that began. */
  async heal(): Promise<Healed> {
    const told: Rejoined = { rejoined: [], writtenMeanwhile: 0 }
    await this.pool.start()
    for (let round = 0; round < ROUNDS; round++) {
      await this.letGoOfTheDead()
      const current = await this.pool.up()
      if (current.length === 0)
        throw new SplitbrainError(
          'runtime',
          'Pgpool-II let all servers go, and nobody can tell which of them has everything: leave one of them alive.',
        )
      await Promise.all(current.map((name) => this.revive(this.servers.get(name)!)))
      const seen = await this.pool.seen().catch((): string[] => [])
      if (seen.length === this.names.length) return told.rejoined.length > 0 ? { ...told } : {}
      const behind = this.names.filter((name) => !current.includes(name))
      if (this.options.rejoin === 'copy') await this.copy(current[0], behind)
      else if (this.options.rejoin === 'recovery') await this.recover(current[0], behind, told)
      else
        await this.attach(
          current[0],
          this.names.filter((name) => !seen.includes(name)),
          told,
        )
    }
    throw new SplitbrainError('timeout', `Pgpool-II let servers go again, ${ROUNDS} times.`)
  }

  /**
   * It may not have found out yet, and of a frozen server it never does, so the operator tells it; but not of all, for the last
   * one to be left is what others are copied from.
   */
  private async letGoOfTheDead(): Promise<void> {
    const up = await this.pool.up()
    const answering = await Promise.all(
      up.map((name) =>
        this.servers
          .get(name)!
          .glance()
          .then(Boolean, () => false),
      ),
    )
    if (!answering.includes(true)) return
    for (const [i, name] of up.entries()) if (!answering[i]) await this.pool.detach(name)
  }

  /** While nobody writes, for there is nobody to write by. */
  private async copy(source: string, behind: readonly string[]): Promise<void> {
    await this.pool.stop()
    await this.sessionsOver(this.servers.get(source)!, SESSIONS_LIMIT_MS)
    await Promise.all(
      behind.map(async (name) => {
        const target = this.servers.get(name)!
        await copyWhole(target, this.links.between(name, source).endpoint)
        await target.start()
      }),
    )
    await this.pool.start({ afresh: true })
  }

  /** By Pgpool-II's own means, while clients go on. */
  private async recover(from: string, names: readonly string[], told: Rejoined): Promise<void> {
    const source = this.servers.get(from)!
    for (const name of names) {
      const upstream = this.links.between(name, from).endpoint
      const target = this.servers.get(name)!
      const { capabilities } = this.site
      told.writtenMeanwhile += await recover({
        pool: this.pool,
        source,
        target,
        upstream,
        capabilities,
      })
      told.rejoined.push(name)
    }
  }

  /** Whatever they missed, while others go on writing. */
  private async attach(from: string, names: readonly string[], told: Rejoined): Promise<void> {
    const source = this.servers.get(from)!
    for (const name of names) {
      const before = await writers(source)
      await this.revive(this.servers.get(name)!)
      await this.pool.attach(name)
      told.writtenMeanwhile += (await writers(source)) - before
      told.rejoined.push(name)
    }
  }

  /** The first is the one that Pgpool-II reads what others have to be told by. */
  async copies(limitMs: number): Promise<Route[]> {
    const clientsOver = () => this.each((server) => this.sessionsOver(server, limitMs))
    // Clients have long gone: where their sessions stay Pgpool-II hangs, and brings no commit to an end any more.
    await clientsOver().catch(() => this.pool.stop().then(clientsOver))
    return this.names.toReversed().map((name) => this.routeTo(name))
  }

  override inspections() {
    return [...super.inspections(), ...[...this.servers.values()].map(inspectPrepared)]
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.pool.disconnect()
    await super[Symbol.asyncDispose]()
  }
}
