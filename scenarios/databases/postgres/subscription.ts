import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import { conninfoOf, subscribe, turnSubscription } from './logical.ts'
import { dropSlot, slotsOf } from './slots.ts'
import type { PostgresServer } from './server.ts'
import { until } from './until.ts'

/** The one publication that all have in common, whoever publishes it. */
export const PUBLISHED = 'published'

/** What its workers call themselves is left to them: by one name one that copies a table would confirm commits for the one that applies them. */
function conninfoTo(server: PostgresServer, upstream: Endpoint): string {
  return conninfoOf(server, upstream).replace(/ application_name=\S+/, '')
}

/** The only one that a server has, by its own node's name, as its slot is called too; `options` beside the defaults. */
export function subscribeToPublished(
  server: PostgresServer,
  upstream: Endpoint,
  options: Record<string, string>,
): Promise<void> {
  const { name } = server.node
  const conninfo = conninfoTo(server, upstream)
  return subscribe(server, { name, publication: PUBLISHED, conninfo, options })
}

/** Has that one go on over another link. */
export function turn(server: PostgresServer, upstream: Endpoint): Promise<void> {
  return turnSubscription(server, server.node.name, conninfoTo(server, upstream))
}

/** Ends a subscription, if there is one, whether or not its publisher can be reached; its slot is left there. */
export async function unsubscribe(server: PostgresServer): Promise<void> {
  const { name } = server.node
  if (!(await subscribes(server))) return
  await server.query(`ALTER SUBSCRIPTION ${name} DISABLE`)
  await server.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`)
  await server.query(`DROP SUBSCRIPTION ${name}`)
}

async function subscribes(server: PostgresServer): Promise<boolean> {
  return (await server.query('SELECT FROM pg_subscription')).length > 0
}

/** Keeps from now on what a subscriber of this name is to get. */
export async function makeSlot(server: PostgresServer, subscriber: string): Promise<void> {
  await server.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [subscriber])
}

/** Leaves out the transaction that ends there on its publisher, all of it. */
export async function skip(server: PostgresServer, lsn: string): Promise<void> {
  await server.query(`ALTER SUBSCRIPTION ${server.node.name} SKIP (lsn = '${lsn}')`)
}

/** Whether a server publishes, and subscribes to nobody, by its own word. */
export async function publishesAlone(server: PostgresServer): Promise<boolean> {
  const rows = await server
    .look(
      'SELECT FROM pg_publication WHERE pubname = $1 AND NOT EXISTS (SELECT FROM pg_subscription)',
      [PUBLISHED],
    )
    .catch(() => [])
  return rows.length > 0
}

/** Neither publishes nor keeps anything for anybody any more. */
export async function unpublish(server: PostgresServer): Promise<void> {
  await server.query(`DROP PUBLICATION IF EXISTS ${PUBLISHED}`)
  for (const slot of await slotsOf(server)) await dropSlot(server, slot)
}

/** For what it has got already to be applied. */
const OWN_END_MS = 300
const terminate = 'SELECT pg_terminate_backend(pid) FROM pg_stat_subscription WHERE pid IS NOT NULL'

/** Has one that answers stop applying, and returns up to where in its publisher's WAL it has applied what it got. */
export async function appliedIn(
  server: PostgresServer,
  limitMs: number,
): Promise<number | undefined> {
  const isThere = await server.glance().catch(() => undefined)
  if (isThere === undefined) return undefined
  return stopApplying(server, limitMs).catch(() => undefined)
}

async function stopApplying(server: PostgresServer, limitMs: number): Promise<number> {
  await server.query(`ALTER SUBSCRIPTION ${server.node.name} DISABLE`)
  const endMs = performance.now() + OWN_END_MS
  await until(async () => {
    const workers = await server.query('SELECT FROM pg_stat_subscription WHERE pid IS NOT NULL')
    // One that tries to reach a machine that is gone hears nothing of it.
    if (workers.length > 0 && performance.now() > endMs) await server.query(terminate)
    return workers.length > 0 ? `Subscriber ${server.node.name} did not stop applying` : undefined
  }, limitMs)
  const [row] = await server.query<{ lsn: string | null }>(
    `SELECT pg_replication_origin_progress('pg_' || oid, true) - '0/0' AS lsn FROM pg_subscription`,
  )
  return Number(row?.lsn ?? 0)
}

export async function goOnApplying(server: PostgresServer): Promise<void> {
  await server.query(`ALTER SUBSCRIPTION ${server.node.name} ENABLE`)
}

/** Who can't reach its publisher for a moment tries again. */
const TRIES = 3

const lastError = /\[\d+\] .*?ERROR: +(?<text>.*)$/gm

/** Returns when a subscriber has copied each table; a `usage` error with the server's own word where it can't. */
export async function copied(server: PostgresServer, limitMs: number): Promise<void> {
  const { node } = server
  await until(async () => {
    const [{ failed, missing }] = await server.query<{ failed: number; missing: number }>(
      `SELECT (SELECT coalesce(sum(sync_error_count), 0)::int FROM pg_stat_subscription_stats) AS failed,
              (SELECT count(*)::int FROM pg_subscription_rel WHERE srsubstate <> 'r') AS missing`,
    )
    if (missing === 0) return undefined
    if (failed >= TRIES) throw new SplitbrainError('usage', await whyNotCopied(server))
    return `Subscriber ${node.name} did not copy ${missing} tables`
  }, limitMs)
}

async function whyNotCopied({ node }: PostgresServer): Promise<string> {
  const said = [...(await node.logs()).matchAll(lastError)].at(-1)?.groups?.text
  return `Subscriber ${node.name} can't copy what is published; its server says: ${said ?? 'nothing'}.`
}
