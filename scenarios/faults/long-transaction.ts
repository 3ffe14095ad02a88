import { z } from 'zod'
import { hangUp } from '../databases/postgres/connect.ts'
import { faultKind } from './kind.ts'
import { answeringServer, takesClients } from './servers.ts'
import { nodeAt } from './targets.ts'

/** Somebody began, looked at something, and went to lunch: no dead row that they might still see is removed. */
export const longTransaction = faultKind({
  verb: 'long-transaction',
  about:
    'a transaction that has begun and goes on idle, so that vacuum removes nothing it might still see',
  target: 'node',
  defaultTarget: 'primary',
  settings: z.strictObject({}),
  reaches: takesClients,
  make: (target) => ({
    needs: [],
    async inject({ cluster, random }) {
      const node = nodeAt(target, cluster, random)
      const server = await answeringServer(cluster, node)
      await using undos = new AsyncDisposableStack()
      const session = undos.adopt(await server.connect(), async (open) => hangUp(open))
      await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const [{ pid }] = rows
      const owed = undos.move()
      return {
        nodes: [node.name],
        undo: () => owed.disposeAsync(),
        async effect() {
          const text = `SELECT age(backend_xmin) AS age FROM pg_stat_activity WHERE pid = $1`
          const [row] = await server.query<{ age: number | null }>(text, [pid])
          const age = row?.age ?? 0
          return { took: age > 0, by: { transactionsHeldBack: age } }
        },
      }
    },
  }),
})
