import type { Capability } from './runtime.ts'

/** What each runtime can do, known without opening it: a scenario that needs more is refused before anything starts. */
export const capabilitiesOf: Record<'embedded' | 'docker', ReadonlySet<Capability>> = {
  embedded: new Set(['kill', 'pause', 'exec', 'node', 'shared-files', 'wire']),
  docker: new Set([
    'kill',
    'pause',
    'exec',
    'node',
    'shared-disks',
    'client-programs',
    'mariadb',
    'packet-filter',
    'packet-loss',
    'node-network',
    'netem',
    'tbf',
    'wire',
    'cpu-limit',
    'io-limit',
    'clock',
    'disks',
    'pgpool',
    'haproxy',
    'patroni',
    'slony',
    'pglogical',
    'pg-auto-failover',
  ]),
}
