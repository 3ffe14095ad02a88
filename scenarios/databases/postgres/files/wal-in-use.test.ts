import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node } from '../../../../runner/runtimes/runtime.ts'
import { CONTROL } from '../control-file.ts'
import type { PostgresServer } from '../server.ts'
import { PAGE } from './bytes.ts'
import { segmentOfRedo, walInUse } from './wal-in-use.ts'

const SEGMENT = 2 ** 20
const path = 'data/pg_wal/000000010000000000000003'

/** A server that would replay from within the second page of its fourth segment. */
const REDO = 3 * SEGMENT + PAGE + 100

/** A page of WAL that tells its own address, written up to there. */
function page(address: number, written = PAGE): Buffer {
  const bytes = Buffer.alloc(PAGE).fill(1, 0, written)
  bytes.writeBigUInt64LE(BigInt(address), 8)
  return bytes
}

/** A node that has these files, and tells what is asked for by `wc` and `tail`. */
function serverWith(pages: readonly Buffer[]): PostgresServer {
  const control = Buffer.alloc(PAGE)
  control.writeBigUInt64LE(BigInt(REDO), 40)
  control.writeUInt32LE(1, 48)
  const files: Record<string, Buffer> = { [CONTROL]: control, [path]: Buffer.concat(pages) }
  const exec = async ([, , script, , file, from, count]: string[]) => {
    const bytes = files[file]
    if (script.startsWith('wc')) return { exitCode: 0, output: String(bytes.length) }
    const first = Number(from) - 1
    const output = bytes.subarray(first, first + Number(count)).toString('base64')
    return { exitCode: 0, output }
  }
  return { node: { name: 'n1', exec } as unknown as Node, segmentBytes: SEGMENT } as PostgresServer
}

const at = (index: number) => 3 * SEGMENT + index * PAGE
const inUse = async (...pages: Buffer[]) => {
  const { path: file, fromByte, toByte } = await walInUse(serverWith(pages))
  return { file, fromByte, toByte }
}

test('what may be replayed is the rest of the segment in which that would begin', async () => {
  const { redoBytes, ...extent } = await segmentOfRedo(serverWith([]))
  assert.equal(redoBytes, REDO)
  assert.deepEqual(extent, { path, fromByte: PAGE + 100, toByte: SEGMENT })
})

test('what would be replayed ends with the last byte that was written', async () => {
  const written = [page(at(0)), page(at(1)), page(at(2), 700), Buffer.alloc(PAGE)]
  const expected = { file: path, fromByte: PAGE + 100, toByte: 2 * PAGE + 700 }
  assert.deepEqual(await inUse(...written), expected)
})

test('pages that a segment has from its use before are none of it', async () => {
  const anew = [page(at(0)), page(at(1)), page(at(2) - SEGMENT), page(at(3))]
  assert.deepEqual(await inUse(...anew), { file: path, fromByte: PAGE + 100, toByte: 2 * PAGE })
})

test('where nothing was written from there on it is empty, and has no bit that could be flipped', async () => {
  const empty = { file: path, fromByte: PAGE + 100, toByte: PAGE + 100 }
  assert.deepEqual(await inUse(page(at(0)), page(at(1) - SEGMENT)), empty)
  assert.deepEqual(await inUse(page(at(0)), page(at(1), 50)), empty)
})
