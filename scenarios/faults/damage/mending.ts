import type { FaultContext } from '../../../runner/fault.ts'
import { recordMoment } from '../../../runner/recorder.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../../runner/topology.ts'
import type { Damage } from '../../databases/postgres/files/damage.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { groupWith } from '../servers.ts'

/** What became of a server whose file was damaged. */
export type Since = 'started' | 'refused' | 'was down' | 'not restarted'

/** That damage could not be taken back: the node becomes a copy again, if there is anybody to copy. */
export const LEFT = 'damage-left'

interface Damaged {
  server: PostgresServer
  damage: Damage
  since: Since
  mended: 'no' | 'yes'
}

/**
 * A server that has run on a damaged file may have written what follows from the damage, and what there was before is
 * put back only where the disk still has what was left there. One that did not start is mended whatever was asked for,
 * or its cluster could never be whole again.
 */
export async function takeBack(
  { cluster, record }: FaultContext,
  { server, damage, since, mended }: Damaged,
): Promise<void> {
  const { node } = server
  const runs = await server.position().then(
    () => true,
    () => false,
  )
  if (mended === 'no' && (runs || since !== 'refused')) return
  const hasNotRun = since === 'refused' || since === 'was down'
  if (runs) await server.stop()
  await node.boot()
  if (!(await hasDisk(cluster, node))) return
  const isSound = (runs || hasNotRun) && (await damage.isThere())
  if (isSound) await damage.mend()
  else {
    recordMoment(record, 'observed', LEFT, { node: node.name, file: damage.told.file })
    groupWith(cluster, node)?.copyAnew(node)
    await damage.forget()
  }
  if (runs) await server.start()
}

/** A disk of ours is not mounted by every boot, and who was replaced has no more to do with it: it gets another's data. */
async function hasDisk(cluster: Cluster, node: Node): Promise<boolean> {
  const mounted = cluster.diskOf?.(node)
  if (mounted === undefined) return true
  if (groupWith(cluster, node)?.primary() === node.name) await mounted.remount()
  return node.disks!.mounted(mounted.folder)
}
