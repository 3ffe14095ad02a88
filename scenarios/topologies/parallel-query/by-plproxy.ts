import type { Call, Table } from '../../../runner/workload.ts'
import { callingSession } from '../../databases/postgres/calling-session.ts'
import { callOf, placesOf, targetOf } from '../../databases/postgres/calls.ts'
import { loopOf, makeCluster, proxyOf } from '../../databases/postgres/plproxy.ts'
import type { Asking } from './asking.ts'
import { countingRows } from './inspections.ts'

/** PL/Proxy: each statement is a function at the coordinator, which calls one of the same name at shards, and has that commit there. */
export function byPlproxy(atOnce: boolean): Asking {
  const calls = new Map<string, Call>()
  return {
    label: 'PL/Proxy',
    needs: ['plproxy'],
    refuses({ tables }, commit) {
      if (commit === 'two-phase')
        return 'with PL/Proxy each function commits where it is called, and nothing is prepared, so leave out --commit, or use --by fdw'
      if (tables.some(({ whole, calls: own }) => !whole && own === undefined))
        return 'PL/Proxy calls functions alone, and its statements are none, so use --by fdw'
    },
    claims: () => [],
    settings: {},
    session: callingSession(calls),
    introduce: (coordinator, shards) =>
      makeCluster(
        coordinator,
        shards.map(({ endpoint }) => endpoint),
      ),
    async atCoordinator(coordinator, tables, parts) {
      for (const call of tables.flatMap(callsOf)) {
        calls.set(call.name, call)
        const isLoop = !atOnce && placesOf(call) === 0
        await coordinator.query(isLoop ? loopOf(call, parts.length) : proxyOf(call))
      }
    },
    async atShard(shard, tables) {
      for (const call of tables.flatMap(callsOf)) await shard.query(targetOf(call))
    },
    counting: (table) =>
      `SELECT sum(count)::integer AS count FROM (${callOf(countOf(table))}) AS parts`,
  }
}

const callsOf = (table: Table): Call[] => [...(table.calls ?? []), countOf(table)]

const countOf = (table: Table): Call => ({
  name: `count ${table.name}`,
  text: countingRows(table),
  gives: { count: 'integer' },
})
