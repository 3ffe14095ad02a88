import { z } from 'zod'
import { describeError } from '../../../history/errors.ts'
import type { FaultContext, Injection } from '../../../runner/fault.ts'
import { shutDown } from '../../databases/postgres/restart.ts'
import { aimOf, faultKind } from '../kind.ts'
import { answeringServer, isDatabase } from '../servers.ts'
import { nodeAt } from '../targets.ts'
import { diskAt, haveDevices, only } from './disks.ts'
import { putRight } from './injected.ts'

/** Nobody notices it before memory is lost: a server reads its files once, and goes on with what it has of them. */
export const unreadableDisk = faultKind({
  verb: 'unreadable-disk',
  about:
    '`percent` % of the reads of a node’s disk fail; its server is shut down before, and starts with nothing of its files in memory',
  target: 'node',
  settings: z.strictObject({ percent: z.coerce.number().int().min(1).max(100).default(100) }),
  only,
  reaches: (target, layout) => haveDevices(target, layout) && isDatabase(target, layout),
  make: (target, { percent }, layout) => ({
    needs: ['disks', 'exec'],
    aim: percent === 100 ? aimOf(target, layout) : undefined,
    inject: (context) => failToRead(context, target, percent),
  }),
})

async function failToRead(
  { cluster, random, exclusively }: FaultContext,
  target: string,
  percent: number,
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  const mounted = await diskAt(cluster, node)
  const server = await answeringServer(cluster, node)
  return exclusively(async () => {
    await shutDown(server, 'fast')
    await mounted.remount()
    const fault = { kind: 'error', on: ['read'], code: 'EIO', percent } as const
    const { undo, effect } = await mounted.disk.inject(fault, random.int(2 ** 31))
    const said = await server.start().then(() => undefined, describeError)
    return {
      nodes: [node.name],
      detail: { server: said === undefined ? 'started' : 'refused', ...(said && { said }) },
      effect,
      undo: () => undo().finally(() => putRight(node, mounted)),
    }
  })
}
