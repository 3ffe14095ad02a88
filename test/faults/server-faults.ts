import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import { serverOf } from '../../scenarios/faults/servers.ts'
import type { Laboratory } from './laboratory.ts'

const recovered = /all server processes terminated; reinitializing/g

/** What faults of a database server do to it and to who has a session, and that nothing of them is left. */
export function serverFaults(laboratory: () => Laboratory): void {
  const count = async (from: string) => {
    const server = serverOf(laboratory().cluster, laboratory().primary)
    const [{ n }] = await server.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`)
    return n
  }
  const times = async (words: RegExp) =>
    [...(await laboratory().primary.logs()).matchAll(words)].length

  /** Has a client's session open while something happens that ends it. */
  const endsSession = async (words: string) => {
    const { cluster, primary } = laboratory()
    const { credentials } = cluster
    const client = await connect({ endpoint: primary.endpoint(), credentials, timeoutMs: 15_000 })
    await laboratory().during(words, async () => {
      await assert.rejects(client.query('SELECT 1'))
    })
    hangUp(client)
    await laboratory().insert(15_000)
  }

  test('immediate-primary: it is gone, and did not shut down cleanly', async () => {
    const node = laboratory().primary
    await laboratory().during('immediate-primary:lead=0', async () => {
      assert.equal(await node.running(), false)
    })
    assert.match(await node.logs(), /immediate shutdown request[^]*was not properly shut down/)
  })

  test('kill-all: nobody is left, and all come back', () =>
    laboratory().during('kill-all', async ({ nodes }) => {
      assert.equal(nodes.length, 3)
      for (const node of nodes) assert.equal(await node.running(), false)
    }))

  for (const words of [
    'crash-primary',
    'restart-primary',
    'restart-n1:mode=immediate',
    'oom-primary',
  ])
    test(`${words}: sessions end, and it answers again by itself`, () => endsSession(words))

  test('crash-loop-primary: it crashes again once it is back', async () => {
    const before = await times(recovered)
    await laboratory().during('crash-loop-primary:every=50', () =>
      laboratory().said(recovered, before + 2),
    )
  })

  test('long-transaction: it holds back what vacuum may remove, and others’ too', async () => {
    const held =
      'pg_stat_activity WHERE state = $$idle in transaction$$ AND backend_xmin IS NOT NULL'
    await laboratory().during('long-transaction', () =>
      laboratory().during('long-transaction-n1', async () => {
        await laboratory().insert(15_000)
        assert.equal(await count(held), 2)
      }),
    )
    while ((await count(held)) > 0);
  })

  test('lock-storm: clients wait', async () => {
    await laboratory().during('lock-storm:hold=400:every=50', async () => {
      for (let round = 0; round < 5; round++) await laboratory().insert(15_000)
    })
    assert.equal(await count("pg_locks WHERE mode = 'AccessExclusiveLock'"), 0)
  })

  test('checkpoint-storm: one after the other', async () => {
    const words = /checkpoint complete/g
    const before = await times(words)
    await laboratory().during('checkpoint-storm:every=1', async () => {
      await laboratory().insert(15_000)
      await laboratory().said(words, before + 2)
    })
  })

  test('bulk-load: its WAL has so much more, and every standby gets it', async () => {
    const positions = async () => {
      const states = await laboratory().cluster.observe()
      return states.map(({ lsnBytes = 0 }) => lsnBytes)
    }
    const before = Math.max(...(await positions()))
    await laboratory().during('bulk-load:megabytes=2', async () => {})
    const after = await positions()
    assert.ok(
      after.every((lsnBytes) => lsnBytes >= before + 2 * 2 ** 20),
      String(after),
    )
  })

  test('what is taken back after its server has gone harms nobody', async () => {
    await using undos = new AsyncDisposableStack()
    // The loop comes last, for the others need a server that answers.
    const verbs = ['long-transaction', 'lock-storm', 'checkpoint-storm', 'pause', 'crash-loop']
    for (const verb of verbs) {
      const node = verb === 'pause' ? 'n2' : 'n1'
      const { undo } = await laboratory().inject(`${verb}-${node}`)
      undos.defer(undo)
      // Who takes back twice does no harm either.
      undos.defer(undo)
    }
    for (const node of ['n1', 'n2']) await laboratory().cluster.node(node).kill()
    await undos.disposeAsync()
    await laboratory().cluster.heal(15_000)
    await laboratory().insert(15_000)
  })
}
