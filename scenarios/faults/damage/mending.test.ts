import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Damage } from '../../databases/postgres/files/damage.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import type { Cluster } from '../../../runner/topology.ts'
import { contextOf } from '../standing.fixture.ts'
import { LEFT, takeBack, type Since } from './mending.ts'

interface Case {
  since: Since
  mended: 'no' | 'yes'
  /** Whether the server answers when it comes to the undo. */
  runs: boolean
  isThere?: boolean
}

/** What is done to a server, its file and its cluster to take damage back. */
async function done({ since, mended, runs, isThere = true }: Case): Promise<string[]> {
  const seen: string[] = []
  const note = (words: string) => async () => void seen.push(words)
  const server = {
    node: { name: 'n2', boot: async () => {} },
    position: () => (runs ? Promise.resolve({}) : Promise.reject(new Error('nobody is there'))),
    stop: note('stop'),
    start: note('start'),
  } as unknown as PostgresServer
  const damage: Damage = {
    told: { file: 'it' },
    inflict: note('inflict'),
    isThere: async () => isThere,
    mend: note('mend'),
    forget: note('forget'),
  }
  const group = { server: () => server, copyAnew: () => void seen.push('copy anew') }
  const context = {
    ...contextOf({ guarded: [group] } as unknown as Cluster),
    record: ({ type, f }: { type: string; f: string }) => void (type === 'ok' && seen.push(f)),
  }
  await takeBack(context, { server, damage, since, mended })
  return seen
}

test('damage stays where nobody mends it, but for a server that did not start', async () => {
  for (const since of ['started', 'was down', 'not restarted'] as const)
    for (const runs of [true, false])
      assert.deepEqual(await done({ since, mended: 'no', runs }), [], since)
  assert.deepEqual(await done({ since: 'refused', mended: 'no', runs: false }), ['mend'])
  assert.deepEqual(await done({ since: 'refused', mended: 'no', runs: true }), [])
})

test('what is still on the disk is put back, of a server that runs while it is shut down', async () => {
  const mended = 'yes'
  assert.deepEqual(await done({ since: 'started', mended, runs: true }), ['stop', 'mend', 'start'])
  for (const since of ['refused', 'was down'] as const)
    assert.deepEqual(await done({ since, mended, runs: false }), ['mend'])
})

test('what was written over, or was run on by a server that died, is not: it becomes a copy again', async () => {
  const anew = [LEFT, 'copy anew', 'forget']
  const over = { since: 'started', mended: 'yes', runs: true, isThere: false } as const
  assert.deepEqual(await done(over), ['stop', ...anew, 'start'])
  for (const since of ['started', 'not restarted'] as const)
    assert.deepEqual(await done({ since, mended: 'yes', runs: false }), anew)
})
