import { z } from 'zod'
import { fileKinds } from '../../databases/postgres/files/file-kinds.ts'
import { faultKind, type FaultKind } from '../kind.ts'
import { isDatabase } from '../servers.ts'
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

const common = {
  of: z.enum(fileKinds).default('heap'),
  restart: z.enum(restarts).default('clean'),
  mended: z.enum(['no', 'yes']).default('no'),
}
const age = z.coerce.number().int().min(100).max(60_000).default(1000)

const where =
  'of a file of a server: `of` rows, an index, WAL, the control file, or what was committed; the server is shut down before and started after it, as `restart` has it, and it stays, or is `mended` afterwards if the server wrote nothing over it'

/** What disks do to files, seldom and without a word. */
export const damages: FaultKind[] = [
  damaging('flip-bit', `one bit ${where}`, flipBit),
  damaging('zero-page', `a page of zeros in place of one ${where}`, zeroPage),
  damaging('truncate-file', `the end is missing ${where}`, truncateFile),
  damaging('remove-file', `the whole is missing ${where}`, removeFile),
  aging(
    'stale-page',
    `a page as it was \`age\` ms before, as if its last write had been lost, ${where}`,
    stalePage,
  ),
  aging(
    'tear-page',
    `a page of which only the first sectors are newer than \`age\` ms, as if its last write had been torn, ${where}`,
    tearPage,
  ),
]

function damaging(
  verb: string,
  about: string,
  shape: (victim: Parameters<Shape>[0]) => ReturnType<Shape>,
): FaultKind {
  return faultKind({
    verb,
    about,
    target: 'node',
    settings: z.strictObject(common),
    reaches: isDatabase,
    make: (target, settings) => ({
      needs: ['exec'],
      inject: (context) => inflict(context, target, shape, { ...settings, tears: false }),
    }),
  })
}

function aging(verb: string, about: string, shape: Shape): FaultKind {
  return faultKind({
    verb,
    about,
    target: 'node',
    settings: z.strictObject({ ...common, age }),
    reaches: isDatabase,
    make: (target, { age: ageMs, ...settings }) => ({
      needs: ['exec'],
      leadMs: ageMs,
      inject: (context) =>
        inflict(context, target, shape, { ...settings, ageMs, tears: verb === 'tear-page' }),
    }),
  })
}
