import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machineHere } from '../../machine.ts'
import { benches } from './benches.ts'
import { benchmarksPage, type Measured } from './page.ts'

const measured: Measured = {
  name: 'start',
  about: 'How soon it is there',
  command: 'npx splitbrain bench start',
  measuredAt: '2026-11-27T14:00:00.000Z',
  tookSeconds: 90,
  exitCode: 0,
  machine: { ...machineHere(), cpu: 'A processor', cores: 2 },
  versions: { splitbrain: '0.1.0', postgres: '18.4' },
  output: '\nmedian 1 s\n```\n',
}

test('a bench is told with its command, its machine, its versions and what it printed', () => {
  const page = benchmarksPage([measured])
  assert.match(page, /^## How soon it is there$/m)
  assert.match(
    page,
    /^`npx splitbrain bench start`, on 2026-11-27, in 90\.0 s\. A processor, 2 cores/m,
  )
  assert.match(page, /splitbrain 0\.1\.0, postgres 18\.4\.$/m)
  assert.match(page, /^```\nmedian 1 s\n'''\n```$/m)
})

test('one that failed is told as such', () => {
  assert.match(benchmarksPage([{ ...measured, exitCode: 70 }]), /It ended with exit code 70\./)
})

test('those of a checkout are there, each once', () => {
  const names = benches().map(({ name }) => name)
  assert.deepEqual(names, [...new Set(names)])
  for (const name of ['start', 'tradeoff', 'client', 'checkers', 'writers'])
    assert.ok(names.includes(name))
})
