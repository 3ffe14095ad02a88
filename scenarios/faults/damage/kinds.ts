import { z } from 'zod'
import { fileKinds } from '../../databases/postgres/files/file-kinds.ts'
import { faultKind, type FaultKind } from '../kind.ts'
import { isUnmanaged } from '../servers.ts'
import { inflict, restarts } from './course.ts'
import {
  flipBit,
  removeFile,
  stalePage,
  tearPage,
  truncateFile,
  zeroPage,
  type Shape,
} from './shapes.ts'

const settings = z.strictObject({
  of: z.enum(fileKinds).default('heap'),
  restart: z.enum(restarts).default('clean'),
  age: z.coerce.number().int().min(100).max(60_000).default(500),
  mended: z.enum(['no', 'yes']).default('no'),
})

const file =
  'file of a server (`of`: rows, an index, WAL, the control file, or which transactions were committed), `age` ms after a checkpoint'
const how =
  'The server is shut down before and started after it as `restart` has it, and the damage stays, or is `mended` where nothing was written over it'

/** What disks do to files, seldom and without a word. */
export const damages: FaultKind[] = [
  damaging('flip-bit', 'one bit is flipped', flipBit),
  damaging('zero-page', 'a page is zeros', zeroPage),
  damaging('stale-page', 'the last write of a page is lost', stalePage),
  damaging('tear-page', 'of the last write of a page there are only the first sectors', tearPage),
  damaging('truncate-file', 'the end is missing', truncateFile),
  damaging('remove-file', 'all of it is missing', removeFile),
]

function damaging(verb: string, what: string, shape: Shape): FaultKind {
  return faultKind({
    verb,
    about: `${what} in a ${file}. ${how}`,
    target: 'node',
    settings,
    reaches: isUnmanaged,
    make: (target, { age: ageMs, ...chosen }) => ({
      needs: ['exec'],
      leadMs: ageMs,
      inject: (context) => inflict(context, target, shape, { ...chosen, ageMs }),
    }),
  })
}
