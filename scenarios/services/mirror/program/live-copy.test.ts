import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { LiveCopy } from './live-copy.ts'

function dataDirectory(): Disposable & { path: string; write(name: string): void } {
  const path = mkdtempSync(join(tmpdir(), 'splitbrain-live-'))
  const write = (name: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), name)
  }
  const files = ['pg_xact/0000', 'pg_wal/2', 'pg_wal/1', 'base/5/2', 'base/1', 'global/pg_control']
  for (const name of [...files, 'global/1', 'pg_dynshmem/memory', 'PG_VERSION']) write(name)
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

const looked = (copy: LiveCopy, isKnown: boolean) =>
  copy.look(isKnown).changed.map(({ path }) => path)

test('one pass goes by name, files before folders, and leaves out what is memory', () => {
  using data = dataDirectory()
  assert.deepEqual(looked(new LiveCopy(data.path, 'one-pass'), false), [
    'PG_VERSION',
    'base/1',
    'base/5/2',
    'global/1',
    'global/pg_control',
    'pg_wal/1',
    'pg_wal/2',
    'pg_xact/0000',
  ])
})

test('control last keeps what tells the rest apart for the end', () => {
  using data = dataDirectory()
  data.write('pg_zzz/1')
  assert.deepEqual(looked(new LiveCopy(data.path, 'control-last'), false), [
    'PG_VERSION',
    'base/1',
    'base/5/2',
    'global/1',
    'pg_zzz/1',
    'global/pg_control',
    'pg_wal/1',
    'pg_wal/2',
    'pg_xact/0000',
  ])
})

test('of a copy that came only what has changed since goes again, and all where none did', () => {
  using data = dataDirectory()
  const copy = new LiveCopy(data.path, 'one-pass')
  const all = looked(copy, false)
  assert.deepEqual(looked(copy, true), all, 'it broke off')
  copy.done()
  rmSync(join(data.path, 'base/1'))
  data.write('base/1')
  data.write('base/7')
  assert.deepEqual(looked(copy, true), ['base/1', 'base/7'])
  assert.ok(looked(copy, false).length > 2, 'the peer has lost it')
})
