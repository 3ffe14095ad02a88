import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { Inlet } from './inlet.ts'
import type { Delivery } from './message.ts'
import { Mirrors } from './mirrors.ts'

function standby() {
  const home = mkdtempSync(join(tmpdir(), 'splitbrain-mirrors-'))
  const data = join(home, 'data')
  return {
    mirrors: new Mirrors(data, join(home, 'mirrors')),
    isThere: (path: string) => existsSync(join(data, path)),
    read: (path: string) => readFileSync(join(data, path), 'utf8'),
    [Symbol.dispose]: () => rmSync(home, { recursive: true }),
  }
}

/** What comes of a delivery: files with their content, and then the names of all; or the peer breaks off before these. */
function coming(files: Record<string, string>, all: string[] | 'broken off'): Inlet {
  const stream = new PassThrough()
  for (const [path, content] of Object.entries(files))
    stream.write(`${JSON.stringify({ path, bytes: content.length })}\n${content}`)
  if (all !== 'broken off')
    stream.write(`${JSON.stringify({ folders: ['empty', 'f'], files: all })}\n`)
  stream.end()
  return new Inlet(stream)
}

const snapshot = (number: number, origin = 'a'): Delivery => ({ origin, number, inPlace: false })
const live = (number: number): Delivery => ({ origin: 'a', number, inPlace: true })

test('what did not change is as it was before, and what is gone is not there', async () => {
  using it = standby()
  await it.mirrors.take(coming({ x: '1', 'f/y': '1', z: '1' }, ['x', 'f/y', 'z']), snapshot(1))
  await it.mirrors.take(coming({ x: '2' }, ['x', 'f/y']), snapshot(2))
  assert.equal(it.mirrors.lastOf('a'), 2)
  assert.equal(it.mirrors.release(), 2)
  assert.deepEqual([it.read('x'), it.read('f/y')], ['2', '1'])
  assert.ok(it.isThere('empty') && !it.isThere('z'))
})

test('a snapshot counts once it is whole', async () => {
  using it = standby()
  await it.mirrors.take(coming({ x: '1' }, ['x']), snapshot(1))
  await assert.rejects(it.mirrors.take(coming({ x: '2' }, 'broken off'), snapshot(2)), /broke off/)
  await assert.rejects(it.mirrors.take(coming({}, ['never came']), snapshot(3)))
  assert.equal(it.mirrors.release(), 1)
  assert.equal(it.read('x'), '1')
})

test('a live copy is overwritten as the next one comes', async () => {
  using it = standby()
  await it.mirrors.take(coming({ x: '1', y: '1', z: '1' }, ['x', 'y', 'z']), live(1))
  await it.mirrors.take(coming({ x: '2' }, ['x', 'y']), live(2))
  await assert.rejects(it.mirrors.take(coming({ x: '3' }, 'broken off'), live(3)))
  assert.equal(it.mirrors.release(), 2)
  assert.deepEqual([it.read('x'), it.read('y'), it.isThere('z')], ['3', '1', false])
})

test('of what changes while its first copy is made something may be gone before its turn', async () => {
  using it = standby()
  await it.mirrors.take(coming({ x: '1' }, ['x', 'gone']), live(1))
  assert.equal(it.mirrors.release(), 1)
  assert.deepEqual([it.read('x'), it.isThere('gone')], ['1', false])
})

test('of another sender nothing is known, and its copy takes the place of the last', async () => {
  using it = standby()
  await it.mirrors.take(coming({ x: '1', y: '1' }, ['x', 'y']), snapshot(1))
  assert.equal(it.mirrors.lastOf('b'), undefined)
  await assert.rejects(it.mirrors.take(coming({ x: '2' }, ['x', 'y']), snapshot(2, 'b')), /y did/)
  await it.mirrors.take(coming({ x: '2' }, ['x']), snapshot(3, 'b'))
  assert.equal(it.mirrors.release(), 3)
  assert.deepEqual([it.read('x'), it.isThere('y')], ['2', false])
})

test('nothing that comes after the takeover counts, and a second one finds the same', async () => {
  using it = standby()
  assert.equal(it.mirrors.release(), undefined)
  await it.mirrors.take(coming({ x: '1' }, ['x']), snapshot(1))
  const stream = new PassThrough()
  const late = it.mirrors.take(new Inlet(stream), snapshot(2))
  assert.equal(it.mirrors.release(), 1)
  stream.end(`${JSON.stringify({ folders: [], files: [] })}\n`)
  await assert.rejects(late, /takeover/)
  assert.equal(it.mirrors.release(), 1)
  assert.equal(it.read('x'), '1')
})
