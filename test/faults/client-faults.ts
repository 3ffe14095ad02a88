import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint, Node } from '../../runner/runtimes/runtime.ts'
import type { Isolation, Work } from '../../runner/workload.ts'
import { until } from '../../scenarios/databases/postgres/until.ts'
import type { Laboratory } from './laboratory.ts'

const PATIENCE_MS = 15_000
const SILENCE_MS = 600

const insert = (isolation?: Isolation): Work => ({
  isolation,
  async perform(statements, { value }) {
    await statements.run({ name: 'add', text: 'INSERT INTO marks VALUES ($1)', values: [value] })
    return value
  },
})

/** Below those of the laboratory's own marks. */
let lastRow = 0

/** A client's session, whose writes are rows of their own. */
async function openSession({ cluster }: Laboratory, isolation?: Isolation) {
  const session = await cluster.client.connect(
    cluster.route({ access: 'write' }, 0),
    insert(isolation),
    PATIENCE_MS,
  )
  return {
    close: () => session.close(),
    async write() {
      const row = --lastRow
      return { row, ...(await session.apply({ f: 'add', value: row, access: 'write' })) }
    },
  }
}

async function holds(laboratory: Laboratory, endpoint: Endpoint, row: number): Promise<boolean> {
  const found = await laboratory.query(endpoint, `SELECT FROM marks WHERE mark = ${row}`)
  return found.length > 0
}

/** What clients record of a connection that was cut at a message, and what became of their write. */
export function severing(laboratory: () => Laboratory): void {
  const fate = {
    'commit-withheld': false,
    'commit-sent': true,
    'commit-answered': true,
    parse: false,
  }
  for (const [at, isThere] of Object.entries(fate))
    for (const isolation of [undefined, 'serializable'] as const)
      test(`sever-clients:at=${at}, ${isolation ?? 'by itself'}: nobody knows, and it ${isThere ? 'happened' : 'did not'}`, async () => {
        const session = await openSession(laboratory(), isolation)
        const words = `sever-clients:at=${at}${at === 'parse' ? ':statement=insert into marks' : ''}`
        await laboratory().during(words, async () => {
          const { row, type } = await session.write()
          assert.equal(type, 'info')
          const server = laboratory().primary.endpoint()
          if (isThere)
            await until(async () => {
              if (!(await holds(laboratory(), server, row))) return 'The write did not happen'
            }, PATIENCE_MS)
          else assert.equal(await holds(laboratory(), server, row), false)
        })
        await session.close()
        const next = await openSession(laboratory(), isolation)
        assert.equal((await next.write()).type, 'ok')
        await next.close()
      })

  test('sever-clients: who has written before is cut, and who only reads is not', async () => {
    const session = await openSession(laboratory())
    assert.equal((await session.write()).type, 'ok')
    await laboratory().during('sever-clients+primary', async () => {
      const [endpoint] = laboratory().cluster.route({ access: 'write' }, 0).endpoints
      await laboratory().query(endpoint, 'SELECT 1')
      assert.equal((await session.write()).type, 'info')
    })
    await session.close()
  })
}

/** What clients do to a server, and what is done to them. */
export function clientFaults(laboratory: () => Laboratory): void {
  const ask = (node: Node, text: string) => laboratory().query(node.endpoint(), text)

  test('freeze-clients: nothing gets on, nobody hangs up, and all arrives once they go on', async () => {
    const session = await openSession(laboratory())
    const writing: ReturnType<typeof session.write>[] = []
    await laboratory().during('freeze-clients', async () => {
      writing.push(session.write())
      const silence = sleep(SILENCE_MS, 'silence')
      assert.equal(await Promise.race([writing[0], silence]), 'silence')
      await laboratory().expectReplicated(() => true)
    })
    assert.equal((await writing[0]).type, 'ok')
    await session.close()
  })

  test('connection-storm: no client gets in any more, and all do afterwards', async () => {
    const { cluster, primary } = laboratory()
    const sessions = () => cluster.server(primary).sessionsOf(cluster.credentials)
    await laboratory().during('connection-storm:connections=220', async () => {
      await assert.rejects(ask(primary, 'SELECT 1'), { code: '53300' })
      assert.ok((await sessions()) > 150)
    })
    await until(
      async () => ((await sessions()) > 20 ? 'The storm is not over' : undefined),
      PATIENCE_MS,
    )
  })

  test('slow-reader-primary: the server waits for it, and for nobody afterwards', async () => {
    const { cluster, primary } = laboratory()
    const waiting = async () => {
      const text = `SELECT FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND query LIKE '%generate_series%'`
      return (await cluster.server(primary).query(text)).length
    }
    await laboratory().during('slow-reader-primary', () =>
      until(
        async () => ((await waiting()) === 1 ? undefined : 'Nobody is waited for'),
        PATIENCE_MS,
      ),
    )
    await until(async () => ((await waiting()) === 0 ? undefined : 'It is waited for'), PATIENCE_MS)
  })
}

/** What clients are told that lose their patience, in a laboratory whose commits wait. */
export function cancelling(laboratory: () => Laboratory): void {
  test('cancel-commit: the client is told that it is committed, and no standby has it', () =>
    laboratory().during('cancel-commit:every=50', async () => {
      const { cluster, primary } = laboratory()
      const session = await openSession(laboratory())
      const { row, type, error } = await session.write()
      assert.equal(type, 'ok')
      assert.match(error!, /^canceling wait for synchronous replication/)
      assert.equal(await holds(laboratory(), primary.endpoint(), row), true)
      for (const standby of cluster.at('standby'))
        assert.equal(await holds(laboratory(), standby.endpoint(), row), false)
      await session.close()
    }))
}
