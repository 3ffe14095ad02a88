import type pg from 'pg'
import type { Random } from '../../../runner/random.ts'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import { connect, hangUp, type ConnectOptions } from './connect.ts'

/** libpq's `target_session_attrs`: which servers of several a session may be with. */
export const targetSessionAttrs = [
  'any',
  'read-write',
  'read-only',
  'primary',
  'standby',
  'prefer-standby',
] as const
export type TargetSessionAttrs = (typeof targetSessionAttrs)[number]

/** libpq's `load_balance_hosts`: whether they are tried as they are named, or in an order of chance. */
export const loadBalanceHosts = ['disable', 'random'] as const
export type LoadBalanceHosts = (typeof loadBalanceHosts)[number]

export interface SeveralHosts extends Omit<ConnectOptions, 'endpoint' | 'reported'> {
  hosts: readonly Endpoint[]
  targetSessionAttrs: TargetSessionAttrs
  loadBalanceHosts: LoadBalanceHosts
  random: Random
}

/**
 * Connects to the first of several hosts that will do, as libpq does (PostgreSQL 17, `PQconnectPoll` in fe-connect.c): each
 * is waited for by itself, what it is it reports as the session begins, and where `prefer-standby` finds none a second
 * round takes any. A server that refuses the session itself ends the search, but for one that is not ready yet (57P03).
 * Throws what all of them said.
 *
 * libpq also ends it where a server hangs up in mid-conversation. Here that is as if nobody had listened, for a link takes
 * connections for a server that is dead, which its machine would refuse.
 */
export async function connectToOneOf({
  hosts,
  targetSessionAttrs: wanted,
  loadBalanceHosts: balance,
  random,
  ...options
}: SeveralHosts): Promise<{ client: pg.Client; host: Endpoint }> {
  const order = balance === 'random' ? random.shuffle(hosts) : hosts
  const failures: unknown[] = []
  for (const attrs of wanted === 'prefer-standby' ? (['standby', 'any'] as const) : [wanted])
    for (const host of order)
      try {
        return { client: await connectAs(attrs, { ...options, endpoint: host }), host }
      } catch (error) {
        if (isFinal(error)) throw error
        failures.push(error)
      }
  throw new AggregateError(failures, 'no host will do')
}

type OfOne = Exclude<TargetSessionAttrs, 'prefer-standby'>

async function connectAs(attrs: OfOne, options: ConnectOptions): Promise<pg.Client> {
  const reported = new Map<string, string>()
  const client = await connect({ ...options, reported })
  if (fits(attrs, reported)) return client
  hangUp(client)
  throw new Error(`the session is not ${attrs}`)
}

function fits(attrs: OfOne, reported: ReadonlyMap<string, string>): boolean {
  const isOn = (name: string) => reported.get(name) === 'on'
  const standby = isOn('in_hot_standby')
  const readOnly = standby || isOn('default_transaction_read_only')
  return {
    any: true,
    'read-write': !readOnly,
    'read-only': readOnly,
    primary: !standby,
    standby,
  }[attrs]
}

const NOT_READY = '57P03'

/** The server's own word, with a severity; what else fails is of the way to it. */
function isFinal(error: unknown): boolean {
  const { severity, code } = error as { severity?: string; code?: string }
  return severity !== undefined && code !== NOT_READY
}
