import { setTimeout as sleep } from 'node:timers/promises'
import { describeError, SplitbrainError } from '../../../history/errors.ts'
import type { Healed } from '../../../runner/topology.ts'
import type { Membership } from '../../databases/mariadb/membership.ts'
import { isAlone, isRefusal } from '../../databases/mariadb/telling-lines.ts'
import type { MariaServer } from '../../databases/mariadb/server.ts'

const POLL_MS = 200
/** Parts that were parted find each other again by themselves, if there is a majority that goes on or all come back. */
const PATIENCE_MS = 15_000

type Seen = Membership | undefined

/** Has every server take its place again: whoever is down joins, and where nobody may go on the one with the most begins anew. */
export async function heal(servers: readonly MariaServer[], limitMs: number): Promise<Healed> {
  const begin = performance.now()
  const told: { began?: string; copied: string[] } = { copied: [] }
  for (;;) {
    const seen = await Promise.all(servers.map((server) => server.look().catch(() => undefined)))
    if (isWhole(seen)) return told.began || told.copied.length > 0 ? told : {}
    const waited = performance.now() - begin
    if (waited > limitMs) throw neverWhole(servers, seen, limitMs)
    const running = await Promise.all(servers.map((server) => server.running()))
    const down = servers.filter((_, i) => !running[i])
    if (seen.some((each) => each?.isPrimary)) {
      await Promise.all(
        down.map(async (server) => {
          if (await join(server)) told.copied.push(server.node.name)
        }),
      )
    } else if (down.length === servers.length || waited > PATIENCE_MS) {
      told.began = await beginAnew(servers)
    }
    await sleep(POLL_MS)
  }
}

/** All are in one view of the cluster and up to date. */
function isWhole(seen: readonly Seen[]): boolean {
  const views = new Set(seen.map((each) => each?.view))
  return views.size === 1 && seen.every((each) => each?.isSynced && each.size === seen.length)
}

/**
 * Whoever has more than the cluster, or something else, is refused there, and copies another as a whole; whether it did. One
 * that finds nobody any more who may go on stays down: those whom it was to join have lost each other meanwhile.
 */
async function join(server: MariaServer): Promise<boolean> {
  try {
    await server.start('join')
    return false
  } catch (error) {
    const said = describeError(error)
    if (isAlone(said)) return false
    if (!isRefusal(said)) throw error
    await server.forgetState()
    await server.start('join')
    return true
  }
}

/** The first is the one whose data go furthest, of those that are of a cluster at all. */
async function beginAnew(servers: readonly MariaServer[]): Promise<string> {
  const positions = await Promise.all(
    servers.map(async (server) => {
      await end(server)
      await server.node.boot()
      return { server, ...(await server.position()) }
    }),
  )
  const [{ server }] = positions.toSorted((a, b) => b.seqno - a.seqno)
  await server.start('first')
  return server.node.name
}

/** Whoever waits for a cluster that is no more may not end when it is asked to; what it has is on its disk all the same. */
async function end(server: MariaServer): Promise<void> {
  try {
    await server.stop()
  } catch (error) {
    if (!(error instanceof SplitbrainError && error.code === 'timeout')) throw error
    await server.node.kill()
  }
}

function neverWhole(servers: readonly MariaServer[], seen: readonly Seen[], limitMs: number) {
  const words = servers.map(({ node }, i) => {
    const each = seen[i]
    if (each === undefined) return `${node.name} doesn't answer`
    return `${node.name} is ${each.isSynced ? 'up to date' : each.isPrimary ? 'joining' : 'in no primary component'} with ${each.size}`
  })
  return new SplitbrainError(
    'timeout',
    `The cluster was not whole in ${limitMs / 1000} s: ${words.join(', ')}; the nodes' logs are in the run's folder.`,
  )
}
