import type { DivergenceResult } from '../../../checkers/divergence/divergence.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'

const rewritten = /now\(\)|CURRENT_TIMESTAMP/

/** Where a middleware asks one server for the time and has all write that, they hold the same. */
export const timestampsAreConstants: Claim = {
  id: 'timestamps-are-replicated',
  sentence:
    'INSERT/UPDATE using CURRENT_TIMESTAMP, CURRENT_DATE, now() will be replicated correctly',
  source:
    'Pgpool-II documentation, section "Restrictions", "Functions, etc. in Native Replication mode"',
  trial: 'load',
  covers: () => false,
  decide({ checks }) {
    const { tables = [] } = (checks.divergence ?? {}) as Partial<DivergenceResult>
    const calls = tables.filter(({ table }) => rewritten.test(String(table)))
    const others = tables.filter(({ equal }) => equal === false)
    const apart = calls.find(({ equal }) => equal === false)
    const rows = Math.min(...calls.map(({ nodes }) => nodes[0].count))
    const power = { calls: calls.length, rows: calls.length === 0 ? 0 : rows }
    if (apart !== undefined)
      return {
        verdict: 'violated',
        reason: `${apart.differing} rows of ${apart.table} differ by server.`,
        power,
      }
    if (power.rows === 0 || calls.some(({ equal }) => equal !== true))
      return unknown('No row with such a value was compared.', power)
    // Servers that call nothing for themselves would show the same, whatever becomes of the time.
    if (others.length === 0) return unknown('Nothing at all differs by server.', power)
    const told = calls.map(({ table }) => String(table)).join(', ')
    return { verdict: 'holds', reason: `The same on all servers: ${told}.`, power }
  },
}
