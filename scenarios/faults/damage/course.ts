import { describeError } from '../../../history/errors.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../../runner/fault.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../../runner/topology.ts'
import { readBytes } from '../../databases/postgres/files/bytes.ts'
import {
  fileOf,
  type FileKind,
  type ServerFile,
} from '../../databases/postgres/files/file-kinds.ts'
import { shutDown } from '../../databases/postgres/restart.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { answeringServer, copiesOf, serverOf } from '../servers.ts'
import { nodeAt } from '../targets.ts'
import { answers, flush } from './flush.ts'
import { takeBack, type Since } from './mending.ts'
import { stalePage, tearPage, type Shape } from './shapes.ts'
import { inMemory, waitForWrites, type Earlier, type Versions } from './versions.ts'

/** How a server comes to read the damage: it ends before it, and starts after it. */
export const restarts = ['clean', 'crash', 'no'] as const
export type Restart = (typeof restarts)[number]

export interface DamageOptions {
  of: FileKind
  restart: Restart
  mended: 'no' | 'yes'
  /** For how long clients write between a checkpoint and the damage. */
  ageMs: number
}

/** A file that is to be damaged, and how it was before. */
interface Victim {
  server: PostgresServer
  file: ServerFile
  /** Absent where the server was down. */
  earlier?: Earlier
}

/** Damages a file of a server that is down, or was taken down for it, or goes on and may not notice. */
export async function inflict(
  context: FaultContext,
  target: string,
  shape: Shape,
  options: DamageOptions,
): Promise<Injection> {
  const { cluster, random, exclusively } = context
  const node = nodeAt(target, cluster, random)
  const { of, restart, mended } = options
  const victim = await prepare(context, node, options)
  const { server, file } = victim
  return exclusively(async () => {
    const wasUp = victim.earlier !== undefined
    const versions = await takeDown(cluster, victim, shape, options)
    const damage = await shape({ node, file, random }, versions)
    await damage?.inflict()
    const wasThere = await damage?.isThere()
    const { since, said } = await bringUp(server, wasUp ? restart : undefined)
    if (damage === undefined) return nothingDamaged(node, of, since)
    const told = { of, ...(file.relation && { relation: file.relation }), ...damage.told }
    return {
      nodes: [node.name],
      detail: { damage: { ...told, server: since, ...(said && { said }) } },
      undo: () => takeBack(context, { server, damage, since, mended }),
      effect: async () => {
        const left = await damage.isThere().catch(() => undefined)
        const onDisk = left === undefined ? 'out of reach' : left ? 'there' : 'written over'
        // Who was down could not but find it; who runs may write its own version over it, and nobody be the wiser.
        const took = since === 'not restarted' ? (left ?? 'unknown') : wasThere!
        return { took, by: { ...told, onDisk, server: since } }
      },
    }
  })
}

/** Whoever was shut down for it was restarted all the same, as the history has to tell. */
function nothingDamaged(node: Node, of: FileKind, since: Since): Injection {
  const because = `Nothing of ${of} on ${node.name} is as it would have to be`
  if (since === 'was down' || since === 'not restarted') throw new MeetsNothing(because)
  return {
    nodes: [node.name],
    undo: async () => {},
    effect: async () => ({ took: false, by: { because, server: since } }),
  }
}

/** Chooses the file and, where the server answers, lets clients write to it for a while. */
async function prepare(
  { cluster, random, over }: FaultContext,
  node: Node,
  { of, ageMs }: DamageOptions,
): Promise<Victim> {
  const isUp = await node.running()
  const server = isUp ? await answeringServer(cluster, node) : serverOf(cluster, node)
  const teller = await firstAnswering(copiesOf(cluster, node))
  const file = teller && (await fileOf(of, server, teller, random))
  if (file === undefined) throw new MeetsNothing(`Nobody can tell a file of ${of} on ${node.name}`)
  if (!isUp) return { server, file }
  await flush(cluster, server)
  return { server, file, earlier: await waitForWrites(server, file, ageMs, over) }
}

/** Of a server and its copies the first that takes queries, which tells where a table is. */
async function firstAnswering(
  servers: readonly PostgresServer[],
): Promise<PostgresServer | undefined> {
  for (const server of servers) if (await answers(server)) return server
}

/** Ends the server as asked for, and reads what the file has come to be by then. */
async function takeDown(
  cluster: Cluster,
  { server, file, earlier }: Victim,
  shape: Shape,
  { of, restart }: DamageOptions,
): Promise<Versions> {
  const { node } = server
  if (earlier === undefined) {
    if (await node.running()) throw new MeetsNothing(`${node.name} is no longer down`)
    await node.boot()
    return nothing
  }
  // Another fault may have met it while clients wrote.
  await answeringServer(cluster, node)
  // What a crash tears had not come to the disk yet.
  const pending =
    restart === 'crash' && shape === tearPage && file.relation !== undefined
      ? await inMemory(server, file.relation, earlier)
      : undefined
  // All else of which a write is lost or torn must have been written; WAL always is.
  const isRewritten = shape === stalePage || (shape === tearPage && pending === undefined)
  if (isRewritten && of !== 'wal') await flush(cluster, server)
  if (restart !== 'no') await shutDown(server, restart === 'clean' ? 'fast' : 'immediate')
  return { ...earlier, later: pending ?? (await readBytes(node, earlier)) }
}

const none = Buffer.alloc(0)
const nothing: Versions = { path: '', fromByte: 0, toByte: 0, earlier: none, later: none }

/** As it was before: down, untouched, or started again as far as that is possible. */
async function bringUp(
  server: PostgresServer,
  restart: Restart | undefined,
): Promise<{ since: Since; said?: string }> {
  if (restart === undefined) {
    await server.node.kill()
    return { since: 'was down' }
  }
  if (restart === 'no') return { since: 'not restarted' }
  try {
    await server.start()
    return { since: 'started' }
  } catch (error) {
    return { since: 'refused', said: describeError(error) }
  }
}
