import type { Site } from '../../../../runner/site.ts'
import type { PostgresServer } from '../../../databases/postgres/server.ts'
import type { HotStandbyOptions } from '../options.ts'
import { attrsOf } from './attrs.ts'
import type { Balancer } from './balancer.ts'
import { HaproxyBalancer } from './haproxy.ts'
import { hostsOf, Libpq } from './libpq.ts'
import { PgpoolBalancer } from './pgpool.ts'

/** Absent where nobody balances; the first of the servers is the primary to begin with. */
export function balancerOf(
  site: Site,
  servers: readonly PostgresServer[],
  given: HotStandbyOptions,
): Balancer | undefined {
  const { balance, reads, loadBalanceHosts = 'disable', afterWrite = 'transaction' } = given
  if (balance === 'haproxy') return new HaproxyBalancer(site, servers, attrsOf(given))
  if (balance === 'pgpool')
    return new PgpoolBalancer(site, servers, { balances: reads === 'any', afterWrite })
  if (balance !== 'libpq') return undefined
  return new Libpq({
    hosts: hostsOf(
      site,
      servers.map(({ node }) => node.name),
    ),
    credentials: servers[0].roles.client,
    attrs: attrsOf(given),
    loadBalanceHosts,
    random: site.random,
  })
}
