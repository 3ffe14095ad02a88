import { describeError } from '../../../history/errors.ts'
import type { FaultContext, Injection } from '../../../runner/fault.ts'
import { recordMoment } from '../../../runner/recorder.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../../runner/topology.ts'
import { checkpoint } from '../../databases/postgres/checkpoint.ts'
import type { Damage } from '../../databases/postgres/files/damage.ts'
import {
  fileOf,
  type FileKind,
  type ServerFile,
} from '../../databases/postgres/files/file-kinds.ts'
import { shutDown } from '../../databases/postgres/restart.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { copiesOf, groupWith, serverOf } from '../servers.ts'
import { meetsNothing, nodeAt } from '../targets.ts'
import type { Shape } from './shapes.ts'
import { versionsOf, waitForWrites, withPending, type Earlier } from './versions.ts'

/** How a server comes to read the damage: it ends before it, and starts after it. */
export const restarts = ['clean', 'crash', 'no'] as const
export type Restart = (typeof restarts)[number]

export interface DamageOptions {
  of: FileKind
  restart: Restart
  mended: 'no' | 'yes'
  /** For how long clients write between two versions of a page; absent where only one is needed. */
  ageMs?: number
  /** Whether the later version is one that came to the disk in part, and not the one that should have come. */
  tears: boolean
}

/** What became of the server after it. */
type Since = 'started' | 'refused' | 'was down' | 'not restarted'

/** Damages a file of a server that writes nothing meanwhile, or for all that it notices, and has it read that. */
export async function inflict(
  context: FaultContext,
  target: string,
  shape: Shape,
  options: DamageOptions,
): Promise<Injection> {
  const { cluster, random, over, exclusively } = context
  const node = nodeAt(target, cluster, random)
  const server = serverOf(cluster, node)
  const teller = await tellerOf(cluster, node)
  const file = teller && (await fileOf(options.of, server, teller, random))
  if (file === undefined)
    throw meetsNothing(`Nobody knows of a file for ${options.of} on ${node.name}`)
  const { ageMs } = options
  const earlier = ageMs === undefined ? undefined : await waitForWrites(server, file, ageMs, over)
  return exclusively(async () => {
    const wasUp = await node.running()
    const prepared = earlier && wasUp ? await prepare(server, file, earlier, options) : earlier
    if (!wasUp) await node.boot()
    else await end(server, options.restart)
    let damage: Damage | undefined
    let wasThere = false
    try {
      const versions = prepared ? await versionsOf(server, prepared) : noVersions
      damage = await shape({ node, file, random }, versions)
      await damage?.inflict()
      wasThere = (await damage?.isThere()) ?? false
    } finally {
      if (!wasUp) await node.kill()
      if (damage === undefined && wasUp && options.restart !== 'no') await server.start()
    }
    if (damage === undefined)
      throw meetsNothing(`Nothing of ${options.of} has changed on ${node.name}`)
    const { since, said } = await startAgain(server, wasUp, options.restart)
    const told = {
      of: options.of,
      ...(file.relation && { relation: file.relation }),
      ...damage.told,
    }
    return {
      nodes: [node.name],
      detail: { damage: { ...told, server: since, ...(said && { said }) } },
      undo: () => takeBack(context, { server, damage, since, mended: options.mended }),
      effect: async () => {
        const left = await damage.isThere().catch(() => undefined)
        const onDisk = left === undefined ? 'out of reach' : left ? 'there' : 'written over'
        // Who was down could not but find it; whoever runs may write its own version over it, and none be the wiser.
        const took = since === 'not restarted' ? (left ?? 'unknown') : wasThere
        return { took, by: { ...told, onDisk, server: since } }
      },
    }
  })
}

const noVersions = {
  path: '',
  fromByte: 0,
  toByte: 0,
  earlier: Buffer.alloc(0),
  later: Buffer.alloc(0),
}

/** A server that can tell which files tables are in: the one itself, or a copy of it. */
async function tellerOf(cluster: Cluster, node: Node): Promise<PostgresServer | undefined> {
  for (const server of copiesOf(cluster, node))
    if (
      await server.query('SELECT').then(
        () => true,
        () => false,
      )
    )
      return server
}

/** Sees to it that the later version is where it has to be when the server ends. */
async function prepare(
  server: PostgresServer,
  file: ServerFile,
  earlier: Earlier,
  { restart, tears }: DamageOptions,
): Promise<Earlier> {
  if (restart === 'crash' && tears) return withPending(server, file, earlier)
  // What a checkpoint wrote is replayed by nobody.
  if (restart !== 'clean') await checkpoint(server)
  return earlier
}

async function end(server: PostgresServer, restart: Restart): Promise<void> {
  if (restart !== 'no') await shutDown(server, restart === 'clean' ? 'fast' : 'immediate')
}

async function startAgain(
  server: PostgresServer,
  wasUp: boolean,
  restart: Restart,
): Promise<{ since: Since; said?: string }> {
  if (!wasUp) return { since: 'was down' }
  if (restart === 'no') return { since: 'not restarted' }
  try {
    await server.start()
    return { since: 'started' }
  } catch (error) {
    return { since: 'refused', said: describeError(error) }
  }
}

/**
 * A server that has run on damaged files may have written what follows from the damage, so that to bring back what was
 * there before is sound only while a page stands as it was left; otherwise the node becomes a copy again, if there is
 * anybody to copy.
 */
async function takeBack(
  { cluster, record }: FaultContext,
  {
    server,
    damage,
    since,
    mended,
  }: {
    server: PostgresServer
    damage: Damage
    since: Since
    mended: 'no' | 'yes'
  },
): Promise<void> {
  const { node } = server
  const runs = await server.position().then(
    () => true,
    () => false,
  )
  // Whoever can't start is no cluster's member, whatever was asked for.
  const neverRan = !runs && since !== 'started' && since !== 'not restarted'
  if (mended === 'no' && !(neverRan && since === 'refused')) return
  if (runs) await server.stop()
  if (runs || neverRan) {
    await node.boot()
    if (await damage.isThere()) {
      await damage.mend()
      if (runs) await server.start()
      return
    }
  }
  recordMoment(record, 'observed', 'damage-left', { node: node.name, file: damage.told.file })
  groupWith(cluster, node)?.copyAnew(node)
  if (runs) await server.start()
}
