import type { Endpoint } from '../../../../runner/runtimes/runtime.ts'
import type { Random } from '../../../../runner/random.ts'
import type { Site } from '../../../../runner/site.ts'
import type { Client, Route } from '../../../../runner/topology.ts'
import type { Request, Session, Work } from '../../../../runner/workload.ts'
import { ToldSession } from '../../../databases/postgres/asking-who.ts'
import { postgresClient, sessionOf } from '../../../databases/postgres/client.ts'
import type { Credentials } from '../../../databases/postgres/connect.ts'
import {
  connectToOneOf,
  type LoadBalanceHosts,
  type TargetSessionAttrs,
} from '../../../databases/postgres/multi-host.ts'
import type { Balancer } from './balancer.ts'

export interface LibpqOptions {
  /** By their names, in the order in which a client names them. */
  hosts: ReadonlyMap<string, Endpoint>
  credentials: Credentials
  attrs: Record<Request['access'], TargetSessionAttrs>
  loadBalanceHosts: LoadBalanceHosts
  random: Random
}

/** Clients that know all servers, and ask each what it is until they find one. */
export class Libpq implements Balancer {
  readonly client: Client
  private readonly options: LibpqOptions

  /** Whose sessions are all with one that takes writes, whoever that is by then; they name these servers in this order. */
  static toPrimary(site: Site, names: readonly string[], credentials: Credentials): Libpq {
    return new Libpq({
      hosts: hostsOf(site, names),
      credentials,
      attrs: { write: 'read-write', read: 'read-write' },
      loadBalanceHosts: 'disable',
      random: site.random,
    })
  }

  constructor(options: LibpqOptions) {
    this.options = options
    const direct = postgresClient(options.credentials)
    this.client = {
      connect: (route, work, timeoutMs) =>
        route.role === undefined
          ? direct.connect(route, work, timeoutMs)
          : this.connect(route.role as TargetSessionAttrs, work, timeoutMs),
    }
  }

  /** A session is for what it was opened for, and stays where it is. */
  route(access: Request['access']): Route {
    const { hosts, attrs } = this.options
    const node = [...hosts.keys()].join('+')
    return { node, endpoints: [...hosts.values()], role: attrs[access] }
  }

  private async connect(
    targetSessionAttrs: TargetSessionAttrs,
    work: Work,
    timeoutMs: number,
  ): Promise<Session> {
    const { hosts, ...options } = this.options
    const { client, host } = await connectToOneOf({
      ...options,
      hosts: [...hosts.values()],
      targetSessionAttrs,
      timeoutMs,
    })
    const [name] = [...hosts].find(([, endpoint]) => endpoint === host)!
    return new ToldSession(sessionOf(client, work), () => name)
  }
}

/** Where clients reach each of them. */
export function hostsOf(site: Site, names: readonly string[]): ReadonlyMap<string, Endpoint> {
  return new Map(names.map((name) => [name, site.links.between('clients', name).endpoint]))
}
