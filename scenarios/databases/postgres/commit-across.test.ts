import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type pg from 'pg'
import { inOnePhase, inTwoPhases, type Part } from './commit-across.ts'
import { Decisions } from './decisions.ts'
import type { PostgresServer } from './server.ts'

const refused = Object.assign(new Error('conflict'), { severity: 'ERROR', code: '40001' })
const silent = new Error('Query read timeout')

/** A server's session: what it is told, and what it answers to words that begin so. */
function part(
  node: string,
  answers: Record<string, Error | string> = {},
): Part & { told: string[] } {
  const told: string[] = []
  const query = async (text: string) => {
    told.push(text.replaceAll(/ '.*'/g, ''))
    const answer = Object.entries(answers).find(([words]) => text.startsWith(words))?.[1]
    if (answer instanceof Error) throw answer
    return { command: answer ?? text.split(' ')[0] }
  }
  return { told, node, client: { query } as unknown as pg.Client }
}

/** What is prepared on a server, of which each is ended in words. */
function prepared(names: string[]) {
  const ended: string[] = []
  const query = async (text: string) => {
    if (text.startsWith('SELECT')) return names.map((gid) => ({ gid }))
    ended.push(text)
    names.splice(
      names.findIndex((name) => text.includes(name)),
      1,
    )
    return []
  }
  return { ended, server: { query, node: { name: 'paris' } } as unknown as PostgresServer }
}

describe('two phases', () => {
  test('all commit once all have prepared, and nothing is left to resolve', async () => {
    const parts = [part('london'), part('paris')]
    assert.deepEqual(await inTwoPhases(parts, new Decisions()), { type: 'ok' })
    for (const { told } of parts) assert.deepEqual(told, ['PREPARE TRANSACTION', 'COMMIT PREPARED'])
  })

  test('one that does not prepare takes back the others, and certainly nothing happened', async () => {
    for (const [answer, broken] of [
      [refused, {}],
      [silent, { broken: true }],
      ['ROLLBACK', { broken: true }],
    ] as const) {
      const parts = [part('london'), part('paris', { PREPARE: answer })]
      const { error, ...end } = await inTwoPhases(parts, new Decisions())
      assert.deepEqual(end, { type: 'fail', ...broken })
      assert.match(error!, /\(paris did not prepare\)$/)
      assert.deepEqual(parts[0].told, ['PREPARE TRANSACTION', 'ROLLBACK PREPARED'])
      assert.deepEqual(parts[1].told, ['PREPARE TRANSACTION'])
    }
  })

  test('one that does not commit is in doubt, and is committed by whoever resolves it', async () => {
    const decisions = new Decisions()
    const parts = [part('london'), part('paris', { COMMIT: silent })]
    const end = await inTwoPhases(parts, decisions)
    assert.equal(end.type, 'info')
    assert.match(end.error!, /\(paris is in doubt\)$/)
    const { ended, server } = prepared(['splitbrain_0'])
    assert.equal(await decisions.resolve(server, 1000), 1)
    assert.deepEqual(ended, ["COMMIT PREPARED 'splitbrain_0'"])
  })

  test('what was never decided is rolled back, and what a client is at is left to it', async () => {
    const decisions = new Decisions()
    const given = decisions.begin()
    decisions.forget(given)
    const underWay = decisions.begin()
    const { ended, server } = prepared([given, underWay])
    assert.equal(await decisions.resolve(server, 1000), 1)
    assert.deepEqual(ended, [`ROLLBACK PREPARED '${given}'`])
  })
})

describe('one phase', () => {
  test('what stops it before the first commit is known by its error', async () => {
    for (const [error, type] of [
      [refused, 'fail'],
      [silent, 'info'],
    ] as const) {
      const parts = [part('london', { COMMIT: error }), part('paris')]
      assert.equal((await inOnePhase(parts)).type, type)
      assert.deepEqual(parts[1].told, [])
    }
  })

  test('what stops it later leaves half a commit, and says so', async () => {
    const parts = [part('london'), part('paris', { COMMIT: refused })]
    const { type, error } = await inOnePhase(parts)
    assert.equal(type, 'info')
    assert.match(error!, /^40001 conflict \(paris did not commit, and london did\)$/)
  })
})
