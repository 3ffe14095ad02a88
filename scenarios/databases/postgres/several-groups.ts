import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Cluster, Healed, Inspection, Route } from '../../../runner/topology.ts'
import type { Disturbance } from '../../../runner/disturbance.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import type { Credentials } from './connect.ts'
import type { PrimaryGroup } from './primary-group.ts'
import type { PostgresServer } from './server.ts'

/** Several groups of servers with a primary each, as one cluster: what all such clusters have in common. */
export abstract class SeveralGroups<Group extends PrimaryGroup> implements Cluster {
  readonly nodes: Site['nodes']
  readonly links: Site['links']
  readonly node: Site['node']
  protected abstract readonly groups: readonly Group[]

  protected constructor({ nodes, links, node }: Site) {
    this.nodes = nodes
    this.links = links
    this.node = node
  }

  abstract readonly client: Client
  abstract prepare(tables: readonly Table[]): Promise<void>
  abstract route(request: Request, process: number): Route | undefined
  abstract heal(limitMs: number): Promise<Healed>
  abstract copies(limitMs: number): Promise<Route[]>
  protected abstract groupOf(node: string): Group

  /** Whom clients connect as. */
  get credentials(): Credentials {
    return this.groups[0].credentials
  }

  server({ name }: Pick<Node, 'name'>): PostgresServer {
    return this.groupOf(name).server({ name })
  }

  protected each<T>(act: (group: Group, others: readonly Group[]) => Promise<T>): Promise<T[]> {
    const othersOf = (group: Group) => this.groups.filter((other) => other !== group)
    return Promise.all(this.groups.map((group) => act(group, othersOf(group))))
  }

  /** To one node, or to several at once. */
  protected routeTo(groups: readonly Group[]): Pick<Route, 'node' | 'endpoints'> {
    const routes = groups.map((group) => group.route())
    return {
      node: routes.map(({ node }) => node).join('+'),
      endpoints: routes.flatMap(({ endpoints }) => endpoints),
    }
  }

  at(role: string): Node[] {
    return this.groups.flatMap((group) => group.at(role))
  }

  async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return (await this.each((group) => group.observe())).flat()
  }

  crash(node: Node): Promise<Disturbance> {
    return this.groupOf(node.name).crash(node)
  }

  inspections(): Inspection[] {
    return this.groups.flatMap((group) => group.inspections())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.each((group) => group[Symbol.asyncDispose]())
  }
}
