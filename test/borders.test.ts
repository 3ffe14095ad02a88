import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = '{checkers,cli,history,reports,runner,scenarios}/**/*.ts'

/** Tests, benches, and what is run by hand beside the product. */
const beside = /\.(test|bench|fixture)\.ts$|\/testing\/|^checkers\/bench\/|\/verify-[^/]*\.ts$/

interface Source {
  path: string
  text: string
  /** Paths from the root for the project's own files, else the names of packages. */
  imports: string[]
}

// `from '…'`, `import '…'` and `import('…')`; type imports too, for they are dependencies of whoever reads.
const specifier = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)'([^']+)'/g

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(specifier)].map(([, name]) =>
    name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
  )
}

const sources: Source[] = []
for await (const path of glob(folders, { cwd: root })) {
  if (beside.test(path) || path.includes('node_modules')) continue
  const text = readFileSync(join(root, path), 'utf8')
  sources.push({ path, text, imports: importsOf(path, text) })
}

/** What Node loads together with a file: no types, and nothing that is imported once it is needed. */
function loadedWith(text: string, path: string): string[] {
  const values = text
    .replaceAll(/^(?:import|export) type [^'=]*'[^']+'/gm, '')
    .replaceAll(/\bimport\([^)]*\)/g, '')
  return importsOf(path, values)
}

/** Every import that the border forbids, as `importer → imported`. */
function crossings(from: RegExp, forbidden: (name: string) => boolean): string[] {
  const inside = sources.filter(({ path }) => from.test(path))
  assert.ok(inside.length > 0, `no file is inside ${from}`)
  return inside.flatMap(({ path, imports }) =>
    imports.filter(forbidden).map((name) => `${path} → ${name}`),
  )
}

const isOwn = (name: string) => name.endsWith('.ts')
const ownBut = (allowed: RegExp) => (name: string) => isOwn(name) && !allowed.test(name)
const isNode = (name: string) => name.startsWith('node:') || builtinModules.includes(name)

test('the imports of every kind are found', () => {
  const text = `import 'a'
import type { B } from './b.ts'
import {
  c,
} from '../c.ts'
export * from './d.ts'
const e = await import('node:fs')`
  assert.deepEqual(importsOf('cli/check/x.ts', text), [
    'a',
    'cli/check/b.ts',
    'cli/c.ts',
    'cli/check/d.ts',
    'node:fs',
  ])
})

test('no library that only some commands need is loaded with all of them', () => {
  const texts = new Map(sources.map(({ path, text }) => [path, text]))
  const loaded = new Set(['cli/main.ts'])
  for (const path of loaded)
    for (const name of loadedWith(texts.get(path) ?? '', path)) loaded.add(name)
  assert.ok(loaded.has('scenarios/catalog.ts') && loaded.has('commander'))
  const heavy = /^(testcontainers|dockerode|mysql2|execa|canvas|chart[^/]*|cli-table3)(\/|$)/
  assert.deepEqual(
    [...loaded].filter((name) => heavy.test(name)),
    [],
  )
})

/** The floors from the ground up; each builds on those below it alone. */
const floors = ['history', 'checkers', 'runner', 'scenarios', 'cli']

for (const [height, floor] of floors.entries())
  test(`${floor} builds on what is below it alone`, () => {
    const below = [...floors.slice(0, height + 1), ...(floor === 'cli' ? ['reports'] : [])]
    const allowed = new RegExp(`^(${below.join('|')})/`)
    assert.deepEqual(crossings(new RegExp(`^${floor}/`), ownBut(allowed)), [])
  })

test('reports build on results, checkers and histories', () => {
  const allowed = /^(reports|checkers|history)\/|^runner\/results\.ts$/
  assert.deepEqual(crossings(/^reports\//, ownBut(allowed)), [])
})

test('checkers and histories know no clock and no database, and checkers no file', () => {
  assert.deepEqual(
    crossings(/^checkers\//, (name) => isNode(name) || name === 'pg'),
    [],
  )
})

test('the links’ server stands alone, for it runs in a container too', () => {
  assert.deepEqual(
    crossings(/^runner\/network\/server\//, ownBut(/^runner\/network\/server\//)),
    [],
  )
})

test('the disk’s server stands alone, for it runs on a node by itself', () => {
  const own = /^runner\/disk\/server\//
  assert.deepEqual(
    crossings(own, (name) => !own.test(name) && !isNode(name)),
    [],
  )
})

test('what runs on a node by itself imports nothing from elsewhere', () => {
  for (const service of ['coordinator', 'mirror']) {
    const own = new RegExp(`^scenarios/services/${service}/program/`)
    assert.deepEqual(
      crossings(own, (name) => !own.test(name) && !isNode(name)),
      [],
    )
  }
})

test('only the command line and programs of their own speak to standard output', () => {
  const speaks = sources.filter(({ text }) => /\bconsole\.log\b/.test(text))
  const program = /^cli\/|\/main\.ts$/
  assert.deepEqual(
    speaks.map(({ path }) => path).filter((path) => !program.test(path)),
    [],
  )
})

test('no import goes in a circle, types included', () => {
  const imports = new Map(sources.map(({ path, imports: own }) => [path, own.filter(isOwn)]))
  const state = new Map<string, 'open' | 'done'>()
  const circles: string[] = []
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === 'open')
      circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (state.has(path)) return
    state.set(path, 'open')
    for (const next of imports.get(path) ?? []) visit(next, [...trail, path])
    state.set(path, 'done')
  }
  for (const path of imports.keys()) visit(path, [])
  assert.deepEqual(circles, [])
})

test('no file of the product is too long to be read at a sitting', () => {
  const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > 300)
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  )
})

test('half of the files have sixty lines at most', () => {
  const lengths = sources.map(({ text }) => text.trimEnd().split('\n').length)
  const median = lengths.toSorted((a, b) => a - b)[lengths.length >> 1]
  assert.ok(median <= 60, `the median is ${median} lines: some files hold two ideas`)
})
