import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { slonik } from './slonik.ts'

/** What slonik says of a table that can't be in a set. */
const noKey = `<stdin>:5: PGRES_FATAL_ERROR select "_splitbrain".determineIdxnameUnique('public.t', NULL);  - ERROR:  Slony-I: table "public"."t" has no primary key
CONTEXT:  PL/pgSQL function _splitbrain.determineidxnameunique(text,name) line 36 at RAISE
`

function ending(exitCode: number, output: string) {
  const scripts: string[] = []
  const exec = async (_: string[], input = '') => {
    scripts.push(input)
    return { exitCode, output }
  }
  return { node: { exec } as unknown as Node, scripts }
}

test('statements go to its standard input, each with its end', async () => {
  const { node, scripts } = ending(0, '')
  await slonik(node, ['cluster name = x', 'init cluster (id = 1)'])
  assert.deepEqual(scripts, ['cluster name = x;\ninit cluster (id = 1);\n'])
})

test('its error is Slony’s own, in a line', async () => {
  const told = {
    code: 'runtime',
    message: /^slonik ended with 255: Slony-I: table .* has no primary key$/,
  }
  await assert.rejects(slonik(ending(255, noKey).node, []), told)
})

test('who waits for ever is given up', async () => {
  const told = { code: 'timeout', message: /waiting for 2,50 on 1$/ }
  await assert.rejects(slonik(ending(124, 'debug: waiting for 2,50 on 1\n').node, []), told)
})
