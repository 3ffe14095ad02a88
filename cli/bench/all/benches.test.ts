import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { benches } from './benches.ts'

test('in a checkout every bench of npm’s scripts is one of all', () => {
  const file = new URL('../../../package.json', import.meta.url)
  const scripts = Object.keys(JSON.parse(readFileSync(file, 'utf8')).scripts)
  const commands = benches().map(({ command }) => command)
  assert.deepEqual(
    commands.filter((command) => command.startsWith('npm run')),
    scripts.filter((name) => name.startsWith('bench:')).map((name) => `npm run ${name}`),
  )
})
