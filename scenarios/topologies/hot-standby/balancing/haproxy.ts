import type { Site } from '../../../../runner/site.ts'
import type { Client, Route } from '../../../../runner/topology.ts'
import type { Request } from '../../../../runner/workload.ts'
import { askingWho, whoAnswers } from '../../../databases/postgres/asking-who.ts'
import { postgresClient } from '../../../databases/postgres/client.ts'
import type { PostgresServer } from '../../../databases/postgres/server.ts'
import { until } from '../../../databases/postgres/until.ts'
import { admitWatcher, makeWatcher } from '../../../databases/postgres/watcher-role.ts'
import { Haproxy, HAPROXY } from '../../../services/haproxy/haproxy.ts'
import { postgresCheck } from '../../../services/haproxy/postgres-check.ts'
import type { HaproxyServer, Listener } from '../../../services/haproxy/settings.ts'
import type { Standing } from '../../../services/haproxy/standings.ts'
import type { AttrsOf } from './attrs.ts'
import type { Balancer, BalancingMachine } from './balancer.ts'

/** The ports that clients come by, each for one kind of request. */
export const ports = { read: 'reads', write: 'writes' } as const

/** HAProxy on a machine of its own, which asks all servers what they are, and has a port for each kind of requests. */
export class HaproxyBalancer implements Balancer, BalancingMachine {
  readonly client: Client
  readonly machine = this
  readonly node
  private readonly haproxy: Haproxy
  private readonly site: Site
  private readonly servers: readonly PostgresServer[]
  private readonly watcher = makeWatcher()
  private readonly attrs: AttrsOf

  /** The first of these servers is the primary to begin with. */
  constructor(site: Site, servers: readonly PostgresServer[], attrs: AttrsOf) {
    const [{ roles }] = servers
    this.site = site
    this.servers = servers
    this.attrs = attrs
    this.node = site.node(HAPROXY)
    this.haproxy = new Haproxy(this.node, [this.writes(), this.reads()])
    const one = { read: whoAnswers, write: whoAnswers }
    this.client = askingWho(postgresClient(roles.client), HAPROXY, one)
  }

  private reached(): HaproxyServer[] {
    const names = this.servers.map(({ node }) => node.name)
    return names.map((name) => ({ name, ...this.site.links.between(HAPROXY, name).endpoint }))
  }

  private writes(): Listener {
    const check = postgresCheck(this.attrs.write, this.watcher)
    return { name: ports.write, check, servers: this.reached() }
  }

  /** Where standbys are preferred, whoever takes writes is read while there is none. */
  private reads(): Listener {
    const { read } = this.attrs
    const prefers = read === 'prefer-standby'
    const check = postgresCheck(prefers ? 'standby' : read, this.watcher)
    const servers = this.reached()
    const backups = servers.map((server) => ({
      ...server,
      name: `${server.name}-backup`,
      backupLike: `${ports.write}/${server.name}`,
    }))
    return { name: ports.read, check, servers: [...servers, ...(prefers ? backups : [])] }
  }

  route(access: Request['access']): Route {
    const { endpoint } = this.site.links.between('clients', HAPROXY, ports[access])
    return { node: HAPROXY, endpoints: [endpoint], role: ports[access] }
  }

  async start(): Promise<void> {
    const [primary, ...standbys] = this.servers
    await admitWatcher(primary, standbys, this.watcher)
    await this.haproxy.install()
    await this.haproxy.start()
  }

  async heal(primary: string, limitMs: number): Promise<void> {
    await this.haproxy.start()
    await until(async () => {
      const standings = await this.haproxy.standings()
      const isWrong = ({ node: { name } }: PostgresServer, { listener, server, up }: Standing) =>
        server === name && up !== this.takes(listener, name === primary)
      const wrong = standings.find((each) => this.servers.some((server) => isWrong(server, each)))
      return wrong && `HAProxy did not see what ${wrong.server} is for ${wrong.listener}`
    }, limitMs)
  }

  /** Whether a listener sends sessions to a server that is the primary, or is not. */
  private takes(listener: string, isPrimary: boolean): boolean {
    const attrs = listener === ports.write ? this.attrs.write : this.attrs.read
    if (attrs === 'any') return true
    return (attrs === 'primary' || attrs === 'read-write') === isPrimary
  }

  async state() {
    return { node: HAPROXY, role: (await this.haproxy.answers()) ? HAPROXY : 'down' }
  }
}
