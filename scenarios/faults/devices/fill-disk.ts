import { z } from 'zod'
import type { FaultContext, Injection } from '../../../runner/fault.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { newSegment } from '../../databases/postgres/new-segment.ts'
import { faultKind } from '../kind.ts'
import { answeringServer, groupWith, isDatabase } from '../servers.ts'
import { nodeAt } from '../targets.ts'
import { diskAt, haveDevices, only } from './disks.ts'

/** Room for rows, and none for a file of WAL. */
const HALF_A_SEGMENT_KB = 8 * 1024

const settings = z.strictObject({ of: z.enum(['data', 'wal']).default('data') })

/** A table that can't grow costs a transaction, WAL that can't costs the server. */
export const fillDisk = faultKind({
  verb: 'fill-disk',
  about:
    'the disk of a server’s data is full; with `of=wal` there is room for rows, and none for the next file of WAL, which is begun at once',
  target: 'node',
  settings,
  only,
  reaches: (target, layout) => haveDevices(target, layout) && isDatabase(target, layout),
  make: (target, chosen) => ({
    needs: ['disks', 'exec'],
    inject: (context) => fill(context, target, chosen),
  }),
})

// What is to stay free is kept meanwhile, and of the rest the last blocks go one by one, for a large file takes some itself.
const fillUp = `cd "$1" && fallocate -l "$2"KiB spare && free=$(df --output=avail -k . | tail -n 1) || exit 1
[ "$free" -lt 2048 ] || fallocate -l $((free - 1024))KiB filler || exit 1
cat /dev/zero > filler.end 2> /dev/null; rm spare; sync --file-system .`
const empty = 'rm -f "$1/filler" "$1/filler.end" "$1/spare" && sync --file-system "$1"'
const freeKilobytes = 'df --output=avail -k "$1" | tail -n 1'

const told = async (node: Node) => (await node.logs()).split('No space left on device').length - 1

async function fill(
  { cluster, random }: FaultContext,
  target: string,
  { of }: z.output<typeof settings>,
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  const { folder } = await diskAt(cluster, node)
  const server = await answeringServer(cluster, node)
  const on = (script: string, ...words: string[]) =>
    runOn(node, ['sh', '-c', script, 'sh', folder, ...words])
  const before = await told(node)
  await on(fillUp, String(of === 'wal' ? HALF_A_SEGMENT_KB : 4))
  const group = groupWith(cluster, node)
  // Whose WAL it is may end by it.
  if (of === 'wal')
    await newSegment(group?.server({ name: group.primary() }) ?? server).catch(() => {})
  return {
    nodes: [node.name],
    async undo() {
      const wasUp = await node.running()
      await node.boot()
      await on(empty)
      if (!wasUp) await node.kill()
    },
    async effect() {
      const refusals = (await told(node)) - before
      const free = (await node.running()) ? Number(await on(freeKilobytes)) : 'out of reach'
      return { took: refusals > 0, by: { refusals, freeKilobytes: free } }
    },
  }
}
