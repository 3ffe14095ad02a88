/** The name of the cluster, and what its schema is called by that in every server. */
export const CLUSTER = 'splitbrain'
export const SCHEMA = `"_${CLUSTER}"`

/** How long a daemon waits before it tries a server anew that was out of reach: Slony's own default is ten. */
const RETRY_SECONDS = 1

/** The one set of tables. */
export const SET = 1

/** A server that slonik asks, by Slony's number for it. */
export function reach(node: number, conninfo: string): string {
  return `node ${node} admin conninfo = '${conninfo}'`
}

/** What every script begins with. */
export function preamble(reached: readonly string[]): string[] {
  return [`cluster name = ${CLUSTER}`, ...reached]
}

export function initCluster(node: number): string {
  return `init cluster (id = ${node}, comment = 'node ${node}')`
}

export function storeNode(node: number, at: number): string {
  return `store node (id = ${node}, comment = 'node ${node}', event node = ${at})`
}

export function dropNode(node: number, at: number): string {
  return `drop node (id = ${node}, event node = ${at})`
}

/** How the daemon of one node reaches the server of another. */
export function storePath(server: number, client: number, conninfo: string): string {
  return `store path (server = ${server}, client = ${client}, conninfo = '${conninfo}', connretry = ${RETRY_SECONDS})`
}

/** A set with these tables of the schema `public`, in which each must have a key. */
export function createSet(origin: number, tables: readonly string[]): string[] {
  return [
    `create set (id = ${SET}, origin = ${origin}, comment = 'tables')`,
    ...tables.map(
      (table, i) =>
        `set add table (set id = ${SET}, origin = ${origin}, id = ${i + 1}, fully qualified name = 'public.${table}')`,
    ),
  ]
}

export function subscribeSet(provider: number, receiver: number): string {
  return `subscribe set (id = ${SET}, provider = ${provider}, receiver = ${receiver}, forward = yes)`
}

/** Planned: the origin takes no writes from now on, and `to` does once it has all of them. */
export function moveSet(from: number, to: number): string[] {
  return [
    `lock set (id = ${SET}, origin = ${from})`,
    `move set (id = ${SET}, old origin = ${from}, new origin = ${to})`,
    `wait for event (origin = ${from}, confirmed = ${to}, wait on = ${from}, timeout = 60)`,
  ]
}

/** Unplanned: these are given up, the first of which is the origin. */
export function failover(failed: readonly number[], backup: number): string {
  const each = failed.map((node) => `node = (id = ${node}, backup node = ${backup})`)
  return `failover (${each.join(', ')})`
}
