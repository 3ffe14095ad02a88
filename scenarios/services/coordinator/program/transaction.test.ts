import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, Server } from './connection.ts'
import type { Core } from './core.ts'
import { Transaction } from './transaction.ts'

const servers = ['n1', 'n2'].map((name): Server => ({ name, host: '', port: 0 }))

let rowsElsewhere = 1

/** What each server is asked as a transaction at a level changes a row by way of n1. */
async function asked(isolation: string, ship = 'statements'): Promise<string[]> {
  const seen: string[] = []
  const core = {
    config: { servers, ship },
    begun: 0,
    prefix: 'p',
    active: new Map(),
  } as unknown as Core
  const at = async ({ name }: Server) => {
    const query = async (text: string) => {
      seen.push(`${name} ${text}`)
      return { tag: `UPDATE ${name === 'n1' ? 1 : rowsElsewhere}` }
    }
    return { query } as unknown as Connection
  }
  await new Transaction(core, { at }, { home: servers[0], isolation }).run('UPDATE', [])
  return seen
}

const changes = (levels: [string, string]) =>
  ['n1', 'n2'].flatMap((name, i) => [
    `${name} BEGIN ISOLATION LEVEL ${levels[i]}`,
    `${name} UPDATE`,
  ])

test('who is serializable is so on every server, and any other has its snapshot at home alone', async () => {
  const both = ['serializable', 'serializable'] as [string, string]
  assert.deepEqual(await asked('serializable'), changes(both))
  for (const level of ['repeatable read', 'read committed'])
    assert.deepEqual(await asked(level), changes([level, 'read committed']))
})

test('what is broadcast is the same on every server, and nobody compares what came of it', async () => {
  rowsElsewhere = 2
  for (const level of ['serializable', 'repeatable read', 'read committed'])
    assert.deepEqual(await asked(level, 'as-written'), changes([level, level]))
  await assert.rejects(asked('read committed'), /n2 did UPDATE 2 where n1 did UPDATE 1/)
})
