import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import { conninfoOf, logicalSettings } from './logical.ts'
import { refusedByRule } from './pglogical-log.ts'
import type { PostgresServer } from './server.ts'
import type { Settings } from './settings.ts'
import type { Refused } from './stopped-apply.ts'
import { until } from './until.ts'

/** What pglogical does of itself where a change meets a row that its origin did not write last; its own words. */
export const conflictPolicies = [
  'error',
  'apply_remote',
  'keep_local',
  'last_update_wins',
  'first_update_wins',
] as const
export type ConflictPolicy = (typeof conflictPolicies)[number]

/** What a server needs from its first start on. */
export function pglogicalSettings(policy: ConflictPolicy): Settings {
  return {
    ...logicalSettings,
    shared_preload_libraries: 'pglogical',
    // Beside its own a worker for each subscription.
    max_worker_processes: 16,
    'pglogical.conflict_resolution': policy,
  }
}

/** The set that a node has from the beginning. */
const SET = 'default'

/** Makes a server one of pglogical's nodes, by the name of its own, whose catalogue those who replicate may read. */
export async function becomeNode(server: PostgresServer): Promise<void> {
  const { node, roles } = server
  const { user } = roles.replicator
  await trustPlugin(server)
  await server.writePassfile()
  await server.query('CREATE EXTENSION pglogical')
  await server.query(`GRANT USAGE ON SCHEMA pglogical TO ${user}`)
  await server.query(`GRANT SELECT ON ALL TABLES IN SCHEMA pglogical TO ${user}`)
  await server.query('SELECT pglogical.create_node($1, $2)', [
    node.name,
    conninfoOf(server, node.address()),
  ])
}

/** A newer server decodes by no library that it was not told to trust. */
async function trustPlugin(server: PostgresServer): Promise<void> {
  const [trusted] = await server.query<{ setting: string }>(
    "SELECT setting FROM pg_settings WHERE name = 'output_plugin_libraries'",
  )
  if (trusted !== undefined)
    await server.configure({ output_plugin_libraries: `${trusted.setting}, pglogical_output` })
}

/** Has a node send on what is written to a table. */
export async function replicate(server: PostgresServer, table: string): Promise<void> {
  await server.query('SELECT pglogical.replication_set_add_table($1, $2::text::regclass)', [
    SET,
    table,
  ])
}

/** Of what a publisher sends to a subscriber; part of the slot's name, which has to be of one alone. */
const subscriptionOf = (subscriber: string, publisher: string) => `${publisher}_to_${subscriber}`

/** Applies what another node itself writes from now on, over a link to it. */
export async function subscribeTo(
  server: PostgresServer,
  publisher: string,
  upstream: Endpoint,
): Promise<void> {
  await server.query(
    `SELECT pglogical.create_subscription($1, $2, ARRAY['${SET}'], synchronize_structure := false,
                                          synchronize_data := false, forward_origins := '{}')`,
    [subscriptionOf(server.node.name, publisher), conninfoOf(server, upstream)],
  )
}

/** What the publisher keeps for a subscriber by, as that calls it. */
export async function slotFor(server: PostgresServer, publisher: string): Promise<string> {
  const [{ slot }] = await server.query<{ slot: string }>(
    'SELECT sub_slot_name AS slot FROM pglogical.subscription WHERE sub_name = $1',
    [subscriptionOf(server.node.name, publisher)],
  )
  return slot
}

/**
 * Has the worker of a subscription begin anew. What starts those that failed may sleep for three minutes first, and one
 * whose publisher fell silent waits for it without end.
 */
export async function wake(server: PostgresServer, publisher: string): Promise<void> {
  await server.query('SELECT pglogical.alter_subscription_enable($1)', [
    subscriptionOf(server.node.name, publisher),
  ])
}

/** By publisher, what a node refuses for a conflict and so goes no further than: it was refused again as it was tried again. */
export async function stoppedByRule(server: PostgresServer): Promise<Map<string, Refused>> {
  const refused = refusedByRule(await server.node.logs()).filter(({ times }) => times > 1)
  if (refused.length === 0) return new Map()
  // What is refused is taken for begun, up to the very commit and not beyond it.
  const stopped = await server.query<{ publisher: string; origin: string }>(
    `SELECT node_name AS publisher, origin::text
     FROM unnest($1::int[], $2::pg_lsn[]) AS refused (origin, lsn)
          JOIN pg_replication_origin ON roident = origin
          JOIN pglogical.subscription ON sub_slot_name = roname
          JOIN pglogical.node ON node_id = sub_origin
     WHERE coalesce(pg_replication_origin_progress(roname, true), '0/0') <= lsn`,
    [refused.map(({ origin }) => Number(origin)), refused.map(({ lsn }) => lsn)],
  )
  return new Map(
    stopped.map(({ publisher, origin }) => [
      publisher,
      refused.find((each) => each.origin === origin)!,
    ]),
  )
}

/** Returns once a subscription has its slot and its worker, so that whatever is written from now on arrives. */
export async function follows(
  server: PostgresServer,
  publisher: string,
  limitMs: number,
): Promise<void> {
  const subscription = subscriptionOf(server.node.name, publisher)
  await until(async () => {
    const [{ status }] = await server.query<{ status: string }>(
      'SELECT status FROM pglogical.show_subscription_status($1)',
      [subscription],
    )
    return status === 'replicating' ? undefined : `Subscription ${subscription} is ${status}`
  }, limitMs)
}
