import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { execa } from 'execa'
import { randomFrom } from '../../runner/random.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { PAGE, SECTOR, type Extent } from '../../scenarios/databases/postgres/files/bytes.ts'
import type { Damage } from '../../scenarios/databases/postgres/files/damage.ts'
import {
  flipBit,
  removeFile,
  stalePage,
  tearPage,
  truncateFile,
  zeroPage,
  type Shape,
} from '../../scenarios/faults/damage/shapes.ts'
import type { Versions } from '../../scenarios/faults/damage/versions.ts'

const path = 'file'
const earlier = Buffer.concat([1, 2, 3, 4].map((byte) => Buffer.alloc(PAGE, byte)))
const later = Buffer.concat([1, 7, 3, 8].map((byte) => Buffer.alloc(PAGE, byte)))
const extent: Extent = { path, fromByte: 0, toByte: later.length }
const versions: Versions = { ...extent, earlier, later }

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'splitbrain-damage-'))
})
after(() => rm(folder, { recursive: true }))

/** Runs what a node runs, in a folder. */
const node = {
  name: 'n1',
  async exec([program, ...args]: string[], input?: string) {
    const stdin = input === undefined ? ({ stdin: 'ignore' } as const) : { input }
    const ran = await execa(program, args, { cwd: folder, all: true, reject: false, ...stdin })
    return { exitCode: ran.exitCode!, output: ran.all }
  },
} as unknown as Node

const file = { used: async () => extent, whole: async () => extent }
const content = () => readFile(join(folder, path)).catch(() => undefined)

/** What a shape chooses by a seed, in a file that is whole again. */
async function chosen(shape: Shape, seed: number, given = versions): Promise<Damage | undefined> {
  await writeFile(join(folder, path), later)
  return shape({ node, file, random: randomFrom(seed) }, given)
}

const shapes = { flipBit, zeroPage, stalePage, tearPage, truncateFile, removeFile }
for (const [name, shape] of Object.entries(shapes))
  test(`${name} is there once it is done, and everything is as before once it is mended`, async () => {
    const told = new Set<string>()
    for (let seed = 1; seed <= 6; seed++) {
      const damage = (await chosen(shape, seed))!
      assert.deepEqual((await chosen(shape, seed))!.told, damage.told, 'a seed repeats its choice')
      told.add(JSON.stringify(damage.told))
      assert.equal(await damage.isThere(), false)
      await damage.inflict()
      assert.equal(await damage.isThere(), true)
      assert.notDeepEqual(await content(), later)
      await damage.mend()
      assert.deepEqual(await content(), later)
      assert.deepEqual(await readdir(folder), [path])
    }
    assert.ok(told.size > 1 || shape === removeFile, 'seeds choose differently')
  })

/** The pages of a file after a damage, as the bytes that are in each. */
async function pagesAfter(shape: Shape, seed: number): Promise<number[][]> {
  await (await chosen(shape, seed))!.inflict()
  const bytes = (await content())!
  return [0, 1, 2, 3].map((i) => [...new Set(bytes.subarray(i * PAGE, (i + 1) * PAGE))])
}

test('a stale page is one of those that changed, as it was', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const [a, b, c, d] = await pagesAfter(stalePage, seed)
    assert.deepEqual([a, c], [[1], [3]])
    assert.deepEqual([b, d].toSorted(), b[0] === 2 ? [[2], [8]] : [[4], [7]])
  }
})

test('a torn page begins as its later version and ends as its earlier one, at a sector', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const pages = await pagesAfter(tearPage, seed)
    const at = pages.findIndex(({ length }) => length === 2)
    assert.deepEqual(pages[at], at === 1 ? [7, 2] : [8, 4])
    const page = (await content())!.subarray(at * PAGE, (at + 1) * PAGE)
    assert.equal(page.indexOf(pages[at][1]) % SECTOR, 0)
  }
})

test('where nothing changed nothing is stale or torn, and of no file nothing is damaged', async () => {
  const same = { ...versions, earlier: later }
  for (const shape of [stalePage, tearPage]) assert.equal(await chosen(shape, 1, same), undefined)
  const nowhere = { path: 'gone', fromByte: 0, toByte: 0 }
  const gone = { used: async () => nowhere, whole: async () => nowhere }
  for (const shape of Object.values(shapes))
    assert.equal(
      await shape(
        { node, file: gone, random: randomFrom(1) },
        { ...nowhere, earlier: none, later: none },
      ),
      undefined,
    )
})

const none = Buffer.alloc(0)
