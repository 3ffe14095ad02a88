import type { Node } from '../../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../../runner/site.ts'
import type { Client, Route } from '../../../../runner/topology.ts'
import { askingWho } from '../../../databases/postgres/asking-who.ts'
import { postgresClient } from '../../../databases/postgres/client.ts'
import type { PostgresServer } from '../../../databases/postgres/server.ts'
import { until } from '../../../databases/postgres/until.ts'
import { asking, Pgpool, POOL } from '../../../services/pgpool/pgpool.ts'
import { streamingSettings, type AfterWrite } from '../../../services/pgpool/streaming.ts'
import type { Balancer, BalancingMachine } from './balancer.ts'

interface PgpoolWords {
  balances: boolean
  afterWrite: AfterWrite
}

/** Pgpool-II on a machine of its own, which tells reads from writes by their words. */
export class PgpoolBalancer implements Balancer, BalancingMachine {
  readonly client: Client
  readonly machine = this
  readonly node: Node
  private readonly pool: Pgpool
  private readonly site: Site
  private readonly names: readonly string[]

  constructor(site: Site, servers: readonly PostgresServer[], words: PgpoolWords) {
    const [{ roles }] = servers
    const { administrator } = roles
    this.site = site
    this.names = servers.map(({ node }) => node.name)
    this.node = site.node(POOL)
    this.pool = new Pgpool(this.node, {
      mode: 'streaming',
      backends: this.names.map((name) => ({ name, ...site.links.between(POOL, name).endpoint })),
      administrator,
      settings: streamingSettings({ administrator, ...words }),
    })
    const ways = { read: asking.reader, write: asking.writer }
    this.client = askingWho(postgresClient(roles.client), POOL, ways)
  }

  route(): Route {
    return { node: POOL, endpoints: [this.site.links.between('clients', POOL).endpoint] }
  }

  async start(): Promise<void> {
    await this.pool.install()
    await this.pool.start()
  }

  async heal(primary: string, limitMs: number): Promise<void> {
    await this.pool.start()
    await until(async () => {
      const seen = await this.pool.seen().catch((): string[] => [])
      const behind = this.names.find((name) => !seen.includes(name))
      if (behind !== undefined) {
        // It takes a standby back by itself too, and so may have done it by now.
        await this.pool.attach(behind).catch(() => {})
        return `Pgpool-II did not take ${behind} back`
      }
      const taken = await this.pool.primary().catch(() => undefined)
      return taken === primary ? undefined : `Pgpool-II did not see that ${primary} is the primary`
    }, limitMs)
  }

  async state() {
    const up = await this.pool.seen().catch(() => undefined)
    return { node: POOL, role: up === undefined ? 'down' : POOL }
  }

  disconnect(): void {
    this.pool.disconnect()
  }
}
