import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { randomFrom } from '../../runner/random.ts'
import type { Request } from '../../runner/workload.ts'
import { workloads } from '../catalog.ts'
import { isolationLevels, NotApplied } from '../../runner/workload.ts'
import { runOptions } from '../run-options.ts'
import { bank } from './bank.ts'
import { listAppend } from './list-append.ts'
import { longFork, longForkLocal } from './long-fork.ts'
import { register } from './register.ts'
import { set } from './set.ts'

const options = runOptions.parse({})
const seeds = fc.nat()

function draw(name: string, seed: number, count = 400): Request[] {
  const next = workloads[name](options).requests(randomFrom(seed))
  return Array.from({ length: count }, next)
}

type MicroOperation = ['append' | 'r', number, number | null]
const microOperations = (requests: Request[]) =>
  requests.flatMap(({ value }) => value as MicroOperation[])

describe('every workload', () => {
  for (const name of Object.keys(workloads)) {
    test(`${name} asks the same for the same seed`, () => {
      fc.assert(
        fc.property(seeds, (seed) => assert.deepEqual(draw(name, seed), draw(name, seed))),
        { numRuns: 10 },
      )
    })

    test(`${name} tells whether anything is read under load`, () => {
      const isOnlyWriting = draw(name, 1).every(({ access }) => access === 'write')
      assert.equal(workloads[name](options).onlyWrites ?? false, isOnlyWriting)
    })

    test(`${name} has its own name, final reads, and a checker`, () => {
      const workload = workloads[name](options)
      assert.equal(workload.name, name)
      assert.ok(workload.checkers().length > 0)
      workload.requests(randomFrom(1))()
      assert.ok(workload.finalReads().length > 0)
    })
  }
})

test('set adds every element once', () => {
  const added = draw('set', 1).map(({ f, value }) => {
    assert.equal(f, 'add')
    return value
  })
  assert.equal(new Set(added).size, added.length)
  assert.deepEqual(set.finalReads(), [{ f: 'read', value: null, access: 'read' }])
})

test('register writes every value once, never the one that is there, and other ones for another seed', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const written = draw('register', seed).flatMap(({ f, key, value }) => {
        assert.ok(typeof key === 'number' && key >= 0 && key < 8)
        if (f === 'read') return []
        return [f === 'cas' ? (value as number[])[1] : value]
      })
      assert.equal(new Set(written).size, written.length)
      assert.ok(!written.includes(0))
    }),
    { numRuns: 20 },
  )
  assert.notDeepEqual(draw('register', 1), draw('register', 2))
})

test('register asks for all three kinds, of every key, and reads all of them at the end', () => {
  const asked = draw('register', 3)
  assert.deepEqual(new Set(asked.map(({ f }) => f)), new Set(['read', 'write', 'cas']))
  const keys = [...new Set(asked.map(({ key }) => key as number))].toSorted()
  assert.deepEqual(
    register.finalReads().map(({ key }) => key),
    keys,
  )
})

test('list-append never appends a value to a key twice, and at most 64 values', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const values = new Map<number, Set<unknown>>()
      for (const [f, key, value] of microOperations(draw('list-append', seed, 1000))) {
        if (f === 'r') {
          assert.equal(value, null)
          continue
        }
        const before = values.get(key) ?? new Set()
        assert.ok(!before.has(value))
        values.set(key, before.add(value))
        assert.ok(before.size <= 64)
      }
      assert.ok(values.size > 6)
    }),
    { numRuns: 10 },
  )
})

test('list-append reads every key at the end that was ever used', () => {
  const workload = listAppend('serializable')
  const next = workload.requests(randomFrom(5))
  const used = new Set(microOperations(Array.from({ length: 1000 }, next)).map(([, key]) => key))
  const read = microOperations(workload.finalReads()).map(([, key]) => key)
  assert.deepEqual(new Set(read), used)
  assert.equal(read.length, used.size)
})

test('list-append holds every isolation level to what the manual promises of it', () => {
  for (const level of isolationLevels) {
    const names = listAppend(level)
      .checkers()
      .map(({ name }) => name)
    assert.deepEqual(names, ['list-append', 'durability', 'staleness'])
  }
})

test('long-fork writes each row once, never two of them at a time, and reads the latest that were asked for', () => {
  let rows = 0
  for (const { value, access } of draw('long-fork', 3)) {
    const done = value as MicroOperation[]
    if (access === 'write') assert.deepEqual(done, [['append', rows++, 1]])
    else
      assert.deepEqual(
        done,
        Array.from({ length: 8 }, (_, i) => ['r', rows - 8 + i, null]),
      )
  }
  assert.ok(rows > 40 && rows < 100, `${rows} of 400 are writes`)
})

test('of long-fork-local the writes of odd rows say that they wait for nobody, and nothing else does', async () => {
  const local = (make: typeof longFork, value: MicroOperation[]) => {
    const ran: string[] = []
    const run = async ({ text }: { text: string }) => {
      ran.push(text)
      return { rows: [], count: 0 }
    }
    const work = make('repeatable-read').work
    const performed = work.perform({ run }, { f: 'txn', value, access: 'write' })
    return performed.then(() => /synchronous_commit TO local/.test(ran[0]))
  }
  assert.ok(await local(longForkLocal, [['append', 1, 1]]))
  assert.ok(!(await local(longForkLocal, [['append', 2, 1]])))
  assert.ok(!(await local(longForkLocal, [['r', 1, null]])))
  assert.ok(!(await local(longFork, [['append', 1, 1]])))
})

interface Transfer {
  id: number
  payer: number
  payee: number
  amount: number
}

test('bank moves some money between two accounts that there are, each transfer once, and reads', () => {
  const { tables } = bank('serializable')
  const accounts = new Set(tables[0].rows!.map(([account]) => account))
  fc.assert(
    fc.property(seeds, (seed) => {
      const asked = draw('bank', seed)
      const transfers = asked
        .filter(({ f }) => f === 'transfer')
        .map(({ value }) => value as Transfer)
      assert.equal(new Set(transfers.map(({ id }) => id)).size, transfers.length)
      for (const { payer, payee, amount } of transfers) {
        assert.ok(accounts.has(payer) && accounts.has(payee) && payer !== payee)
        assert.ok(Number.isInteger(amount) && amount > 0)
      }
      for (const { f, access } of asked) assert.equal(access, f === 'read' ? 'read' : 'write')
      assert.ok(transfers.length < asked.length)
    }),
    { numRuns: 20 },
  )
})

/** Of statements only whether each changed a row. */
const changing = (...counts: number[]) => ({
  ran: [] as string[],
  run(statement: { name: string }) {
    this.ran.push(statement.name)
    return Promise.resolve({ rows: [], count: counts[this.ran.length - 1] ?? 1 })
  },
})

test('bank changes accounts in one order, so that no two transfers wait for each other', async () => {
  const { work } = bank('serializable')
  const orderOf = async (payer: number, payee: number) => {
    const statements = changing()
    const value = { id: 0, payer, payee, amount: 1 }
    assert.equal(await work.perform(statements, { f: 'transfer', value, access: 'write' }), value)
    return statements.ran
  }
  assert.deepEqual(await orderOf(1, 2), ['debit', 'credit', 'enter'])
  assert.deepEqual(await orderOf(2, 1), ['credit', 'debit', 'enter'])
})

test('bank enters no transfer into its ledger that would overdraw an account', async () => {
  const statements = changing(1, 0)
  const value = { id: 0, payer: 2, payee: 1, amount: 1 }
  const { work } = bank('serializable')
  await assert.rejects(
    work.perform(statements, { f: 'transfer', value, access: 'write' }),
    NotApplied,
  )
  assert.deepEqual(statements.ran, ['credit', 'debit'])
})

test('each workload says of its own checkers alone which of their anomalies are losses, and who judges isolation', () => {
  for (const make of Object.values(workloads)) {
    const { checkers, losses, isolation } = make(options)
    const names = checkers().map(({ name }) => name)
    for (const name of [...Object.keys(losses), ...(isolation ? [isolation.check] : [])])
      assert.ok(names.includes(name), name)
  }
})

test('removals: a row is old before anything is done to it, and what is done next comes a while after', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const requests = draw('removals', seed, 900)
      const placesOf = (row: unknown) =>
        requests.flatMap(({ value }, place) => (value === row ? [place] : []))
      const [added, first, second] = placesOf(50)
      assert.equal(requests[added].f, 'add')
      assert.deepEqual([requests[first].f, requests[second].f].toSorted(), ['remove', 'update'])
      assert.ok(first - added >= 100, `${first - added}`)
      assert.ok(second - first > 2, `${second - first}`)
    }),
    { numRuns: 10 },
  )
})
