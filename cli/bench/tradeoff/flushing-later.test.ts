import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Runtime } from '../../../runner/runtimes/runtime.ts'
import type { PostgresServer } from '../../../scenarios/databases/postgres/server.ts'
import { flushingLater } from './flushing-later.ts'
import type { Level } from './level.ts'
import { levelsNamed } from './levels.ts'

const asked = { standbys: 1, rttsMs: [0], killClients: 8, commitDelay: 0 }

/** A level that has started these, each of which takes writes or stands by. */
function levelOf(servers: Record<string, 'writes' | 'stands by'>, told: string[]): Level {
  const all = Object.entries(servers).map(([name, part]) => ({
    node: { name },
    position: async () => ({ standby: part === 'stands by' }),
    query: async (text: string) => {
      if (text.startsWith('ALTER SYSTEM')) told.push(`${name}: ${text}`)
      return [{ delay: '500' }]
    },
  }))
  const system = { load: {} as never, links: [], servers: all as unknown as PostgresServer[] }
  const [single] = levelsNamed(['single'], asked)
  return { ...single, start: async () => system }
}

const start = (level: Level, ms: number) =>
  flushingLater(level, ms).start({} as Runtime, [], new AsyncDisposableStack())

test('each server that takes writes waits before it flushes, and one that stands by does not', async () => {
  const told: string[] = []
  await start(levelOf({ n1: 'writes', n2: 'stands by', n3: 'writes' }, told), 0.5)
  assert.deepEqual(told.toSorted(), [
    'n1: ALTER SYSTEM SET commit_delay = 500',
    'n1: ALTER SYSTEM SET commit_siblings = 0',
    'n3: ALTER SYSTEM SET commit_delay = 500',
    'n3: ALTER SYSTEM SET commit_siblings = 0',
  ])
})

test('where nobody takes writes nobody could wait, which is told; of MariaDB’s servers none has to', async () => {
  await assert.rejects(
    start(levelOf({ n1: 'stands by' }, []), 0.5),
    /No server says that it takes writes/,
  )
  await start(levelOf({}, []), 0.5)
})
