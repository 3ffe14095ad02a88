import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Commit, NOT_PREPARED, type Branch } from './commit.ts'
import { Lost, Refused, type Connection } from './connection.ts'
import type { Core } from './core.ts'
import { Forgetful } from './decision-log.ts'
import { Turns } from './turns.ts'

type Answer = Error | string

/** Two servers that note what they are asked, and refuse or lose some of it: by server and statement, one time after the other. */
function standing(
  answers: Record<string, Answer | Answer[]> = {},
  commit: 'one-phase' | 'two-phase' = 'two-phase',
) {
  const seen: string[] = []
  const decisions = new Forgetful()
  const turns = new Turns()
  const core = {
    config: { commit },
    decisions,
    turns,
    tell: (line: string) => void seen.push(line),
  } as unknown as Core
  const connection = (name: string) =>
    ({
      async query(text: string) {
        const words = `${name} ${text.replace(/ '.*/, '')}`
        const [answer, ...later] = [answers[words] ?? []].flat()
        answers[words] = later
        seen.push(words)
        if (answer instanceof Error) throw answer
        return { tag: answer ?? text.replace(/ '.*/, '') }
      },
    }) as Connection
  const branches = ['n1', 'n2'].map((name): Branch => {
    const server = { name, host: '', port: 0 }
    return { server, connection: connection(name), isPrepared: false }
  })
  const sessions = { at: async ({ name }: { name: string }) => connection(name) }
  const ending = new Commit(core, sessions, 'g')
  return { seen, branches, ending, decisions, turns }
}

const whole = ['PREPARE TRANSACTION', 'COMMIT PREPARED'].flatMap((words) =>
  ['n1', 'n2'].map((name) => `${name} ${words}`),
)

describe('a commit', () => {
  test('is prepared everywhere, decided, and carried out everywhere', async () => {
    const { seen, branches, ending, decisions } = standing()
    await ending.carryOut(branches)
    assert.deepEqual(seen, whole)
    assert.ok(ending.isDecided)
    assert.equal(decisions.undone.size, 0)
  })

  test('on one server alone is a commit like any other', async () => {
    const { seen, branches, ending } = standing()
    await ending.carryOut(branches.slice(0, 1))
    assert.deepEqual(seen, ['n1 COMMIT'])
  })

  for (const answer of [new Refused('53200', 'no room'), new Lost('n2 is away'), 'ROLLBACK'])
    test(`that a server does not prepare (${answer}) is decided on none`, async () => {
      const { seen, branches, ending } = standing({ 'n2 PREPARE TRANSACTION': answer })
      await assert.rejects(ending.carryOut(branches), /\(n2 did not prepare\)$/)
      assert.deepEqual(seen, whole.slice(0, 2))
      assert.equal(ending.isDecided, false)
      assert.deepEqual(
        branches.map(({ isPrepared }) => isPrepared),
        [true, false],
      )
    })

  test('that is decided is asked for until it is done', async () => {
    const { seen, branches, ending } = standing({ 'n2 COMMIT PREPARED': new Lost('n2 is away') })
    await ending.carryOut(branches)
    assert.deepEqual(seen, [...whole, 'n2 COMMIT PREPARED', 'recovered g on n2: COMMIT'])
  })

  test('that was done before its answer was lost came to its end late all the same', async () => {
    const gone = new Refused(NOT_PREPARED, 'there is none')
    const { seen, branches, ending } = standing({
      'n2 COMMIT PREPARED': [new Lost('n2 is away'), gone],
    })
    await ending.carryOut(branches)
    assert.deepEqual(seen, [...whole, 'n2 COMMIT PREPARED', 'recovered g on n2: COMMIT'])
  })

  test('of which the server knows nothing any more was done before its answer was lost', async () => {
    const gone = new Refused(NOT_PREPARED, 'there is none')
    const { seen, branches, ending } = standing({ 'n2 COMMIT PREPARED': gone })
    await ending.carryOut(branches)
    assert.deepEqual(seen, whole)
  })

  test('whose turn does not come is decided on none', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { seen, branches, ending, turns } = standing()
    const before = Promise.withResolvers<void>()
    void turns.alone(() => before.promise)
    const end = ending.carryOut(branches)
    for (let i = 0; i < 20; i++) await Promise.resolve()
    t.mock.timers.tick(1_000)
    await assert.rejects(end, { code: '55P03' })
    before.resolve()
    await turns.alone(async () => {})
    assert.deepEqual(seen, whole.slice(0, 2))
    assert.equal(ending.isDecided, false)
  })
})

describe('a commit without a first phase', () => {
  test('that the first refuses is nowhere, and one that another refuses is somewhere', async () => {
    for (const [name, isDecided] of [
      ['n1', false],
      ['n2', true],
    ] as const) {
      const refusal = { [`${name} COMMIT`]: new Refused('40001', 'no') }
      const { branches, ending } = standing(refusal, 'one-phase')
      await assert.rejects(ending.carryOut(branches))
      assert.equal(ending.isDecided, isDecided)
    }
  })

  test('whose first answer is lost may be somewhere', async () => {
    const { branches, ending } = standing({ 'n1 COMMIT': new Lost('n1 is away') }, 'one-phase')
    await assert.rejects(ending.carryOut(branches))
    assert.ok(ending.isDecided)
  })
})
