import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { topologies } from '../scenarios/catalog.ts'
import { optionNamed } from './words.ts'

const textOf = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

for (const { name, options } of topologies)
  test(`${name} has a page, which README.md leads to, and which tells each of its options`, () => {
    const path = `docs/topologies/${name}.md`
    assert.ok(textOf('README.md').includes(`](${path})`))
    const page = textOf(path)
    for (const key of Object.keys(options.shape))
      assert.ok(page.includes(optionNamed(key)), optionNamed(key))
  })
