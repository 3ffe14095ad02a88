import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPgbench, type Place } from './program.ts'

function place(where: string, output: string, exitCode = 0): Place {
  return { where, run: async () => ({ exitCode, output }) }
}

const nowhere: Place = {
  where: 'in a container',
  run: async () => {
    throw new Error('no engine answers')
  },
}

test('the nearest that is new enough is taken', async () => {
  const places = [
    place('here', 'sh: 1: pgbench: not found', 127),
    place('there', 'pgbench (PostgreSQL) 14.2\n'),
    place('afar', 'pgbench (PostgreSQL) 17.5 (Debian 17.5-1)\n'),
  ]
  assert.equal((await findPgbench('/', places)).about, 'pgbench 17.5, afar')
})

test('where there is none, each place says why, and what to do', async () => {
  const places = [place('on the PATH', 'pgbench (PostgreSQL) 14.2'), nowhere]
  await assert.rejects(findPgbench('/', places), {
    code: 'unavailable',
    message:
      /the one on the PATH is of version 14, before 15, and in a container .*no engine answers.*--by client/,
  })
})
