import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Endpoint, Node } from '../../../runner/runtimes/runtime.ts'
import { closeToClients, openToClients } from '../../databases/postgres/closed-server.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { dropSlot } from '../../databases/postgres/slots.ts'
import {
  appliedIn,
  copied,
  subscribeToPublished,
  unpublish,
  unsubscribe,
} from '../../databases/postgres/subscription.ts'
import type { Schema } from './schema.ts'

/** What a subscription here has beside the defaults. */
export type More = Record<string, string>

/** Copies what is published and goes on with what is written since; returns once all tables are copied. */
export async function follow(
  server: PostgresServer,
  upstream: Endpoint,
  more: More,
  limitMs: number,
): Promise<void> {
  await subscribeToPublished(server, upstream, more)
  await copied(server, limitMs)
}

/** Has a server that answers, whatever it was, copy a publisher's rows in place of its own; nobody reads it meanwhile. */
export async function copyAgain(
  server: PostgresServer,
  publisher: PostgresServer,
  schema: Schema,
  upstream: Endpoint,
  more: More,
  limitMs: number,
): Promise<void> {
  await closeToClients(server)
  await unsubscribe(server)
  await unpublish(server)
  // A copy that was given up has left its slot there.
  await dropSlot(publisher, server.node.name)
  await schema.empty(server)
  await follow(server, upstream, more, limitMs)
  await openToClients(server)
}

/** As a primary it may have waited for those that are none of its subscribers any more. */
const waitsForNobody = { synchronous_standby_names: '' }

/** A server that answers, with the data that it has, and waits for no other. */
export async function standAlone(server: PostgresServer): Promise<void> {
  const { node } = server
  const answers = await server.position().catch(() => undefined)
  if (answers !== undefined) return server.configure(waitsForNobody)
  server.disconnect()
  await node.kill()
  await node.boot()
  await server.configure(waitsForNobody, false)
  await server.start()
}

/** A server without anything but the tables, on a node whose files are not to be trusted. */
export async function makeAnew(
  server: PostgresServer,
  schema: Schema,
  place: number,
): Promise<void> {
  const { node } = server
  server.disconnect()
  await node.kill()
  await node.boot()
  await runOn(node, ['rm', '-rf', 'data'])
  await server.initialize()
  await server.configure(waitsForNobody, false)
  await server.start()
  await schema.make(server, place)
}

/** A subscriber that answers, and up to where it has applied what the primary published. */
export interface Live {
  node: Node
  lsnBytes: number
}

/** Those that answer, whoever has the most first; none of them applies any more. */
export async function mostApplied(
  subscribers: readonly PostgresServer[],
  limitMs: number,
): Promise<Live[]> {
  const each = subscribers.map(async (server): Promise<Live[]> => {
    const lsnBytes = await appliedIn(server, limitMs)
    return lsnBytes === undefined ? [] : [{ node: server.node, lsnBytes }]
  })
  return (await Promise.all(each)).flat().toSorted((one, other) => other.lsnBytes - one.lsnBytes)
}
