import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusedStreams } from './refused-streams.ts'
import type { PostgresServer } from './server.ts'

const refusal = (at: string, from = 'FATAL:  could not receive data from WAL stream: ') =>
  `2026-11-26 18:04:17.482 UTC [8446] ${from}ERROR:  requested starting point ${at} is ahead of the WAL flush position of this server 0/DFFFE8\n`

const saidOf = (log: string) =>
  refusedStreams({ node: { logs: async () => log } } as unknown as PostgresServer)

test('a standby that was refused is told once, in the first words and with how often', async () => {
  const log = `${refusal('0/E00000')}LOG:  restored log file\n${refusal('0/F00000')}`
  assert.deepEqual(await saidOf(log), [
    'requested starting point 0/E00000 is ahead of the WAL flush position of this server 0/DFFFE8 (2 times)',
  ])
})

test('who refuses another one is not refused by that', async () => {
  assert.deepEqual(await saidOf(refusal('0/E00000', 'n3 ')), [])
})
