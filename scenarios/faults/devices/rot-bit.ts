import { z } from 'zod'
import { extentsOf } from '../../../runner/disk/extents.ts'
import type { MountedDisk } from '../../../runner/disk/mounted-disk.ts'
import type { FaultContext, Injection } from '../../../runner/fault.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { PAGE, readBytes, writeBytes, type Extent } from '../../databases/postgres/files/bytes.ts'
import type { Damage } from '../../databases/postgres/files/damage.ts'
import { fileKinds } from '../../databases/postgres/files/file-kinds.ts'
import { inflict, type DamageOptions } from '../damage/course.ts'
import type { Shape } from '../damage/shapes.ts'
import { faultKind } from '../kind.ts'
import { isDatabase } from '../servers.ts'
import { diskAt, haveDevices, only } from './disks.ts'

/** What a mirror of the disk never hears of, for nobody wrote it. */
export const rotBit = faultKind({
  verb: 'rot-bit',
  about:
    'on the medium of a server’s disk, below its file system, a bit of a file turns (`of`: rows, an index, WAL, the control file, or which transactions were committed), `age` ms after a checkpoint. The server is shut down before as `restart` has it and started after it with nothing of its files in memory, and the damage stays, or is `mended` where nothing was written over it',
  target: 'node',
  settings: z.strictObject({
    of: z.enum(fileKinds).default('heap'),
    restart: z.enum(['clean', 'crash']).default('clean'),
    age: z.coerce.number().int().min(100).max(60_000).default(500),
    mended: z.enum(['no', 'yes']).default('no'),
  }),
  only,
  reaches: (target, layout) => haveDevices(target, layout) && isDatabase(target, layout),
  make: (target, { age: ageMs, ...chosen }) => ({
    needs: ['disks', 'exec'],
    leadMs: ageMs,
    inject: (context) => rot(context, target, { ...chosen, ageMs }),
  }),
})

function rot(context: FaultContext, target: string, options: DamageOptions): Promise<Injection> {
  const shape: Shape = async ({ node, file, random }) => {
    const { path, fromByte, toByte } = await file.used()
    if (toByte <= fromByte) return undefined
    const at = fromByte + random.int(toByte - fromByte)
    const mounted = await diskAt(context.cluster, node)
    const place = { path, fromByte: at, toByte: at + 1 }
    return rotting(node, mounted, place, random.int(2 ** 31))
  }
  return inflict(context, target, shape, options)
}

/** One bit of a byte of a file, which the disk chooses by the seed. */
async function rotting(
  node: Node,
  mounted: MountedDisk,
  place: Extent,
  seed: number,
): Promise<Damage> {
  const { path, fromByte } = place
  const before = await readBytes(node, place)
  let after = before
  const told = {
    file: path,
    block: Math.floor(fromByte / PAGE),
    offset: fromByte % PAGE,
    before: before.toString('hex'),
    below: 'the file system',
  }
  return {
    told,
    async inflict() {
      const part = { offset: fromByte, length: 1 }
      const extents = await extentsOf(node, `${node.home}/${path}`, part)
      await mounted.disk.inject({ kind: 'rot', bits: 1, extents }, seed)
      await mounted.remount()
      after = await readBytes(node, place)
      Object.assign(told, { after: after.toString('hex') })
    },
    isThere: async () => !after.equals(before) && (await readBytes(node, place)).equals(after),
    mend: () => writeBytes(node, place, before),
    forget: async () => {},
  }
}
