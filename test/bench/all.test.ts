import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Bench } from '../../cli/bench/all/benches.ts'
import { measureAll } from '../../cli/bench/all/measure.ts'
import { outputFolder } from '../runs/splitbrain.ts'

const saying = (name: string, program: string): Bench => ({
  name,
  about: `What ${name} says`,
  command: `npm run bench:${name}`,
  argv: [process.execPath, '-e', program],
})

test('each bench has its section with what it printed, one that was not run again keeps its own, and a failure is told', async () => {
  await using output = await outputFolder()
  const page = join(output.path, 'benchmarks.md')
  const { signal } = new AbortController()
  const proxy = saying('proxy', 'console.log("median 1 ms")')
  const disk = saying('disk', 'console.log("no device"); process.exit(70)')
  assert.equal(await measureAll([disk, proxy], page, signal), 70)
  const again = saying('proxy', 'console.log("median 2 ms")')
  assert.equal(await measureAll([again], page, signal), 0)
  const text = await readFile(page, 'utf8')
  const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, about]) => about)
  assert.deepEqual(sections, ['What proxy says', 'What disk says'])
  assert.match(text, /median 2 ms/)
  assert.doesNotMatch(text, /median 1 ms/)
  assert.match(text, /It ended with exit code 70\..*postgresql \d/)
})
