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

/** What goes in each call of a pass. */
function passOf(copy: LiveCopy, isKnown: boolean): string[][] {
  copy.begin(isKnown)
  return copy.calls.map((call) => copy.look(call).map(({ path }) => path))
}

const before = ['PG_VERSION', 'base/1', 'base/5/2', 'global/1']
const walAndCommits = ['pg_wal/1', 'pg_wal/2', 'pg_xact/0000']

test('one pass goes by name, files before folders, and leaves out what is memory', () => {
  using data = dataDirectory()
  assert.deepEqual(passOf(new LiveCopy(data.path, 'one-pass'), false), [
    [...before, 'global/pg_control', ...walAndCommits],
  ])
})

test('control last keeps what tells the rest apart for a second call', () => {
  using data = dataDirectory()
  data.write('pg_zzz/1')
  const copy = new LiveCopy(data.path, 'control-last')
  assert.deepEqual(passOf(copy, false), [
    [...before, 'pg_zzz/1'],
    ['global/pg_control', ...walAndCommits],
  ])
  copy.begin(true)
  const [first, second] = copy.calls
  copy.look(first)
  data.write('pg_wal/3')
  assert.ok(copy.look(second).some(({ path }) => path === 'pg_wal/3'))
  assert.ok(copy.entries.some(({ path }) => path === 'pg_wal/3'))
})

test('of a copy that came only what has changed since goes again, and all where none did', () => {
  using data = dataDirectory()
  const copy = new LiveCopy(data.path, 'one-pass')
  const [all] = passOf(copy, false)
  assert.deepEqual(passOf(copy, true), [all], 'it broke off')
  copy.done()
  rmSync(join(data.path, 'base/1'))
  data.write('base/1')
  data.write('base/7')
  assert.deepEqual(passOf(copy, true), [['base/1', 'base/7']])
  assert.deepEqual(passOf(copy, false)[0].length, all.length + 1, 'the peer has lost it')
})
