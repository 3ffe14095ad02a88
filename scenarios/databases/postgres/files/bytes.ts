import type { Node } from '../../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../../runner/runtimes/run-on.ts'

/** How the server and its files are divided: into pages, and these on the disk into sectors. */
export const PAGE = 8192
export const SECTOR = 512

/** A part of a file, in bytes. */
export interface Extent {
  path: string
  fromByte: number
  toByte: number
}

/** How long a file in a node's folder is; `undefined` where there is none. */
export async function sizeOf(node: Node, path: string): Promise<number | undefined> {
  const { exitCode, output } = await node.exec(['sh', '-c', 'wc -c < "$1"', 'sh', path])
  return exitCode === 0 ? Number(output) : undefined
}

const read = 'tail -c "+$2" "$1" | head -c "$3" | base64'

/** What stands in a part of a file, as far as the file goes; nothing of one that isn't there. */
export async function readBytes(node: Node, { path, fromByte, toByte }: Extent): Promise<Buffer> {
  if ((await sizeOf(node, path)) === undefined) return Buffer.alloc(0)
  const place = [path, fromByte + 1, toByte - fromByte].map(String)
  return Buffer.from(await runOn(node, ['sh', '-c', read, 'sh', ...place]), 'base64')
}

const write = 'base64 -d | dd of="$1" bs=1 seek="$2" conv=notrunc,fsync'

/** Writes over what stands in a file from there on, through to its disk. */
export async function writeBytes(
  node: Node,
  { path, fromByte }: Omit<Extent, 'toByte'>,
  bytes: Buffer,
): Promise<void> {
  const place = [path, String(fromByte)]
  await runOn(node, ['sh', '-c', write, 'sh', ...place], bytes.toString('base64'))
}

/** Makes a file end there. */
export async function cutFile(node: Node, path: string, toByte: number): Promise<void> {
  await runOn(node, ['dd', `of=${path}`, 'bs=1', `seek=${toByte}`, 'count=0'])
}
