import type { Node } from '../../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../../runner/runtimes/run-on.ts'
import { cutFile, PAGE, readBytes, sizeOf, writeBytes } from './bytes.ts'

/** Something that is wrong with a file, chosen but not done yet. */
export interface Damage {
  /** Which file, where in it, and what stood and stands there. */
  told: Record<string, string | number>
  inflict(): Promise<void>
  /** Whether the disk has it, as it was done. */
  isThere(): Promise<boolean>
  /** Brings back what was there before it. */
  mend(): Promise<void>
  /** Throws away what it kept for that. */
  forget(): Promise<void>
}

/** So many of the bytes that differ are told. */
const TOLD_BYTES = 16

/** Other bytes in place of those that are there. */
export function overwriting(
  node: Node,
  path: string,
  at: { fromByte: number; before: Buffer; after: Buffer },
): Damage {
  const { before, after } = at
  const differing = [...after.keys()].filter((i) => after[i] !== before[i])
  const first = differing[0] ?? 0
  const fromByte = at.fromByte + first
  const shown = (bytes: Buffer) => bytes.subarray(first, first + TOLD_BYTES).toString('hex')
  const place = { path, fromByte: at.fromByte, toByte: at.fromByte + after.length }
  return {
    told: {
      file: path,
      block: Math.floor(fromByte / PAGE),
      offset: fromByte % PAGE,
      bytesChanged: differing.length,
      before: shown(before),
      after: shown(after),
    },
    inflict: () => writeBytes(node, place, after),
    isThere: async () => (await readBytes(node, place)).equals(after),
    mend: () => writeBytes(node, place, before),
    forget: async () => {},
  }
}

/** The end of a file is gone. */
export function cutting(node: Node, path: string, toByte: number, ofBytes: number): Damage {
  let kept: string
  return {
    told: { file: path, bytesBefore: ofBytes, bytesAfter: toByte },
    async inflict() {
      kept = await keptName(node)
      await runOn(node, ['cp', path, kept])
      await cutFile(node, path, toByte)
    },
    isThere: async () => (await sizeOf(node, path)) === toByte,
    mend: () => putBack(node, kept, path),
    forget: () => forget(node, kept),
  }
}

/** The file itself is gone. */
export function removing(node: Node, path: string, ofBytes: number): Damage {
  let kept: string
  return {
    told: { file: path, bytesBefore: ofBytes, bytesAfter: 'gone' },
    async inflict() {
      kept = await keptName(node)
      await runOn(node, ['mv', path, kept])
    },
    isThere: async () => (await sizeOf(node, path)) === undefined,
    mend: () => putBack(node, kept, path),
    forget: () => forget(node, kept),
  }
}

/** Of a file in the node's folder, beside what the server has. */
async function keptName(node: Node): Promise<string> {
  return (await runOn(node, ['mktemp', 'kept.XXXXXX'])).trim()
}

async function putBack(node: Node, kept: string, path: string): Promise<void> {
  await runOn(node, ['cp', kept, path])
  await forget(node, kept)
}

async function forget(node: Node, kept: string): Promise<void> {
  await runOn(node, ['rm', '-f', kept])
}
