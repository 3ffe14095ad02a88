import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Route } from '../../../runner/topology.ts'
import type { Request } from '../../../runner/workload.ts'
import { askingWho } from '../../databases/postgres/asking-who.ts'
import { postgresClient } from '../../databases/postgres/client.ts'
import { connectingAnew } from '../../databases/postgres/connecting-anew.ts'
import { ManagedGroup } from '../../databases/postgres/managed-group.ts'
import { until } from '../../databases/postgres/until.ts'
import { DCS, Etcd } from '../../services/etcd/etcd.ts'
import { Haproxy, HAPROXY } from '../../services/haproxy/haproxy.ts'
import { install, LEADER, REST, service, switchOver } from '../../services/patroni/patroni.ts'
import { OWN_NAME } from '../../services/patroni/settings.ts'
import { newSecret } from '../../../runner/secrets.ts'
import { Libpq } from '../hot-standby/balancing/libpq.ts'
import { PRIMARY, serversOf, storesOf, type PatroniOptions } from './options.ts'

const START_LIMIT_MS = 60_000
// Patroni has the name of all of them for `cluster_name`.
const WHO = `SELECT current_setting('${OWN_NAME}') AS name`

/** Servers that Patroni gives their parts, by who has the leader's key in etcd, and HAProxy, which asks Patroni who leads. */
export class PatroniCluster extends ManagedGroup {
  override readonly client: Client
  readonly knowledgeMs: number
  private readonly options: PatroniOptions
  private readonly stores: readonly Etcd[]
  private readonly haproxy: Haproxy
  private readonly hosts: Libpq
  private readonly operator = { username: 'operator', password: newSecret() }

  private constructor(site: Site, options: PatroniOptions) {
    const names = serversOf(options)
    super(site, names, () => ({ manager: service }))
    this.options = options
    this.knowledgeMs = options.ttl * 1000
    const stores = storesOf(options).map((name) => site.node(name))
    this.stores = stores.map((node) => new Etcd(node, stores))
    this.haproxy = new Haproxy(site.node(HAPROXY), [
      {
        name: PRIMARY,
        check: ['option httpchk OPTIONS /primary', 'http-check expect status 200'],
        servers: names.map((name) => ({
          name,
          ...site.links.between(HAPROXY, name).endpoint,
          checkedAt: site.links.between(HAPROXY, name, REST).endpoint,
        })),
      },
    ])
    this.hosts = Libpq.toPrimary(site, names, this.roles.client)
    this.client = this.clientOf()
  }

  /** Whoever asks all servers knows whose session it has; through HAProxy it asks whom it was given. */
  private clientOf(): Client {
    const proxied = askingWho(postgresClient(this.roles.client), HAPROXY, { read: WHO, write: WHO })
    // Who kept its session with a new primary would never ask the old one again.
    const asking = connectingAnew(this.hosts.client)
    return {
      connect: (route, ...words) =>
        (route.role === undefined ? proxied : asking).connect(route, ...words),
    }
  }

  /** The first leads before the others come, which copy its data. */
  static async start(site: Site, options: PatroniOptions): Promise<PatroniCluster> {
    const cluster = new PatroniCluster(site, options)
    const [first, ...others] = cluster.servers.values()
    await Promise.all([
      first.initialize(),
      cluster.haproxy.install(),
      ...cluster.stores.map((store) => store.start()),
      ...cluster.members.map((member) => cluster.install(member)),
    ])
    await first.begin()
    await until(async () => {
      const [leader] = await Promise.all([cluster.leader(), cluster.look(first.node.name)]).catch(
        () => [null],
      )
      return leader === first.node.name
        ? undefined
        : `Patroni did not make ${first.node.name} the leader`
    }, START_LIMIT_MS)
    await Promise.all(others.map((server) => server.begin()))
    await cluster.haproxy.start()
    await cluster.settle(START_LIMIT_MS)
    return cluster
  }

  private install(name: string): Promise<void> {
    const { ttl, loopWait, retryTimeout, ...given } = this.options
    const node = this.node(name)
    return install(node, {
      name,
      home: node.home,
      sql: node.address(),
      rest: node.address(REST),
      etcd: this.stores.map((store) => this.links.between(name, store.node.name).endpoint),
      roles: this.roles,
      operator: this.operator,
      dynamic: {
        ttl,
        loop_wait: loopWait,
        retry_timeout: retryTimeout,
        maximum_lag_on_failover: given.maximumLagOnFailover,
        synchronous_mode:
          given.synchronousMode === 'quorum' ? 'quorum' : given.synchronousMode === 'on',
        synchronous_mode_strict: given.synchronousModeStrict === 'on',
        failsafe_mode: given.failsafe === 'on',
      },
    })
  }

  /** By the first member of etcd that answers for a majority. */
  leader(): Promise<string | null> {
    return Promise.any(this.stores.map((store) => store.value(LEADER)))
  }

  protected handOver(from: string, to: string): Promise<void> {
    return switchOver(this.node(to), from)
  }

  protected async startOthers(): Promise<void> {
    await Promise.all([...this.stores.map((store) => store.start()), this.haproxy.start()])
  }

  /** HAProxy knows each server for what it is. */
  protected override async obstacleOf(primary: string): Promise<string | undefined> {
    const standings = await this.haproxy.standings()
    const wrong = standings.find(({ server, up }) => up !== (server === primary))
    return wrong && `HAProxy did not see what ${wrong.server} is`
  }

  override route(request: Pick<Request, 'access'>, process: number): Route {
    const { route } = this.options
    const isPast = route === 'hosts' || (route === 'both' && process % 2 === 1)
    return isPast ? this.hosts.route(request.access) : this.routeTo(HAPROXY)
  }

  override at(role: string): Node[] {
    if (role === DCS) return this.stores.map(({ node }) => node)
    return role === HAPROXY ? [this.haproxy.node] : super.at(role)
  }

  override async observe() {
    const stores = this.stores.map(async (store) => ({
      node: store.node.name,
      role: (await store.answers()) ? DCS : 'down',
    }))
    const proxy = async () => ({
      node: HAPROXY,
      role: (await this.haproxy.answers()) ? HAPROXY : 'down',
    })
    const servers = await super.observe()
    return [...servers, ...(await Promise.all([...stores, proxy()]))]
  }
}
