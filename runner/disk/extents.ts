import { SplitbrainError } from '../../history/errors.ts'
import { runOn } from '../runtimes/run-on.ts'
import type { Node } from '../runtimes/runtime.ts'
import { BLOCK_BYTES } from './server/cache.ts'
import type { Extent } from './server/fault.ts'

/** Of a file, all that there is. */
const whole: Extent = { offset: 0, length: Infinity }
/** `   0:        0..     255:      34816..     35071:    256:             last,eof` */
const line = /^\s*\d+:\s*(\d+)\.\.\s*\d+:\s*(\d+)\.\.\s*\d+:\s*(\d+):\s*(.*)$/

/**
 * Where the bytes of a file, or of a part of it, lie on the disk that it is on, in the file's order; a hole is left out.
 * A block of 8 KiB of a table may lie in two places. What the file system had not placed yet is written out first.
 */
export async function extentsOf(node: Node, path: string, part = whole): Promise<Extent[]> {
  const text = await runOn(node, ['filefrag', '-s', '-v', `-b${BLOCK_BYTES}`, path])
  return extentsIn(text).flatMap(({ file, disk, length }) => {
    const from = Math.max(file, part.offset)
    const to = Math.min(file + length, part.offset + part.length)
    return from < to ? [{ offset: disk + from - file, length: to - from }] : []
  })
}

/** What filefrag tells, in bytes; throws where it tells of something that lies at no place of its own. */
export function extentsIn(text: string): { file: number; disk: number; length: number }[] {
  return text.split('\n').flatMap((each) => {
    const found = line.exec(each)
    if (found === null) return []
    const [file, disk, length] = found.slice(1, 4).map((blocks) => Number(blocks) * BLOCK_BYTES)
    if (/inline|delalloc|unknown|encoded/.test(found[4]))
      throw new SplitbrainError('runtime', `A part of a file has no place on the disk: ${each}.`)
    return [{ file, disk, length }]
  })
}
