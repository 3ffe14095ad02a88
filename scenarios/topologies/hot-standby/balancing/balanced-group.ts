import type { Node } from '../../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../../runner/site.ts'
import type { Client, Route } from '../../../../runner/topology.ts'
import type { Request } from '../../../../runner/workload.ts'
import { postgresClient } from '../../../databases/postgres/client.ts'
import { PrimaryGroup } from '../../../databases/postgres/primary-group.ts'
import type { PostgresServer, ServerOptions } from '../../../databases/postgres/server.ts'
import type { Balancer } from './balancer.ts'

/** A primary and its standbys, with whoever chooses among them for each session, where anybody does. */
export abstract class BalancedGroup extends PrimaryGroup {
  override readonly client: Client
  private readonly balancer: Balancer | undefined

  protected constructor(
    site: Site,
    names: readonly string[],
    optionsOf: (node: Node) => ServerOptions,
    balancerOf: (servers: readonly PostgresServer[]) => Balancer | undefined,
  ) {
    super(site, names, optionsOf)
    this.balancer = balancerOf([...this.servers.values()])
    this.client = this.balancer?.client ?? postgresClient(this.roles.client)
  }

  /** Once the servers replicate. */
  protected async startBalancing(): Promise<void> {
    await this.balancer?.machine?.start()
  }

  override route(request: Pick<Request, 'access'>, _process?: number): Route {
    return this.balancer?.route(request.access) ?? super.route(request)
  }

  override at(role: string): Node[] {
    const node = this.balancer?.machine?.node
    return node !== undefined && role === node.name ? [node] : super.at(role)
  }

  override async observe() {
    const machine = this.balancer?.machine?.state()
    const states = await super.observe()
    return machine === undefined ? states : [...states, await machine]
  }

  override async heal(limitMs: number): Promise<void> {
    await super.heal(limitMs)
    await this.balancer?.machine?.heal(this.primaryName, limitMs)
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.balancer?.machine?.disconnect?.()
    await super[Symbol.asyncDispose]()
  }
}
