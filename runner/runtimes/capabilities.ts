import type { Capability } from './runtime.ts'

/** What each runtime can do, known without opening it: a scenario that needs more is refused before anything starts. */
export const capabilitiesOf: Record<'embedded' | 'docker' | 'external', ReadonlySet<Capability>> = {
  embedded: new Set(['kill', 'stop', 'pause', 'exec', 'node', 'shared-files', 'wire']),
  docker: new Set([
    'kill',
    'stop',
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
    'plproxy',
    'pg-auto-failover',
    'repmgr',
  ]),
  /** The most that hooks are for; which of them a node has, its layout tells. */
  external: new Set(['hooks', 'kill', 'stop', 'pause', 'node-network', 'wire']),
}
