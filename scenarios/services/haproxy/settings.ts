import type { Endpoint } from '../../../runner/runtimes/runtime.ts'

/** A server that clients may be sent to. */
export interface HaproxyServer extends Endpoint {
  name: string
  /** Who is asked whether it is one to send clients to; default: it itself. */
  checkedAt?: Endpoint
  /** It is taken while none of the others is to be had, and while it is up in another listener, which it names: `writes/n1`. */
  backupLike?: string
}

/** What listens on a port for clients, and whom it sends them to. */
export interface Listener {
  /** Its name, which the node's port has too. */
  name: string
  /** How a server is asked, in lines of HAProxy's own; none looks whether its port takes a connection. */
  check: readonly string[]
  servers: readonly HaproxyServer[]
}

/** HAProxy's settings as the lines of a file; `at` tells where each listener listens, and where it tells of itself. */
export function settingsFile(
  listeners: readonly Listener[],
  at: (port: string) => Endpoint,
  stats: string,
): string {
  return [
    'global',
    '  maxconn 1000',
    '  log stdout format raw local0 notice',
    'defaults',
    '  mode tcp',
    '  log global',
    '  timeout connect 1s',
    // A session is its client's to end.
    '  timeout client 1h',
    '  timeout server 1h',
    '  timeout check 2s',
    // A busy server may be late once. Clients of one that is none to send them to any more would stay with it.
    '  default-server inter 1s fastinter 250ms downinter 500ms fall 3 rise 1 on-marked-down shutdown-sessions',
    ...listeners.flatMap(({ name, check, servers }) => [
      `listen ${name}`,
      `  bind ${addressOf(at(name))}`,
      '  balance roundrobin',
      ...[...check, ...servers.map(lineOf)].map((line) => `  ${line}`),
    ]),
    'frontend stats',
    '  mode http',
    `  bind ${addressOf(at(stats))}`,
    '  stats enable',
    '  stats uri /',
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function lineOf({ name, host, port, checkedAt, backupLike }: HaproxyServer): string {
  const server = `server ${name} ${addressOf({ host, port })}`
  if (backupLike !== undefined) return `${server} track ${backupLike} backup`
  return `${server} check${checkedAt ? ` addr ${checkedAt.host} port ${checkedAt.port}` : ''}`
}

function addressOf({ host, port }: Endpoint): string {
  return `${host}:${port}`
}
