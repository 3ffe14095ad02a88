import type { Claim } from '../../../../runner/claim.ts'
import type { Balancing } from './balancer.ts'

type Said = Pick<Claim, 'sentence' | 'source'>

const libpq = 'PostgreSQL documentation, chapter "libpq", section "Parameter Key Words"'

const evicted: Said = {
  sentence:
    'Only valid servers are used; the other ones are automatically evicted from load balancing farms',
  source: 'HAProxy Starter Guide, section "Basic features: High availability"',
}

const distributed: Said = {
  sentence: 'SELECT queries from the clients get distributed to the configured PostgreSQL backends',
  source: 'Pgpool-II documentation, section "Load Balancing Settings"',
}

/** What each balancer's makers say of where sessions that write go, of those that read standbys alone, and of those that read anywhere. */
export const saidOf: Record<
  Exclude<Balancing, 'none'>,
  Record<'write' | 'read' | 'spread', Said>
> = {
  libpq: {
    write: { sentence: 'the server must not be in hot standby mode', source: libpq },
    read: { sentence: 'the server must be in hot standby mode', source: libpq },
    spread: {
      sentence: 'This way connections can be load balanced across multiple PostgreSQL servers',
      source: libpq,
    },
  },
  haproxy: {
    write: evicted,
    read: evicted,
    spread: {
      sentence: 'Each server is used in turns, according to their weights',
      source: 'HAProxy Configuration Manual, "balance roundrobin"',
    },
  },
  pgpool: {
    write: {
      sentence: 'When enabled Pgpool-II sends the writing queries to the primary node',
      source: 'Pgpool-II documentation, section "Load Balancing"',
    },
    read: distributed,
    spread: distributed,
  },
}
