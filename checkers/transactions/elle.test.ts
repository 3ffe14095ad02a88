import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { listAppend } from './list-append.ts'
import { fromElleOptions } from './options.ts'
import { rwRegister } from './rw-register.ts'

const folder = new URL('../../../shared/histories/elle-unit/', import.meta.url)

/** A history of Elle's own unit tests, with the verdict that Elle gave. */
interface Recorded {
  workload: 'list-append' | 'rw-register'
  opts: Record<string, unknown>
  ops: (Operation & { time: number })[]
  result: {
    'valid?': boolean | 'unknown'
    'anomaly-types'?: string[]
    not?: string[]
    'also-not'?: string[]
  }
}

/** Where a register shows what nobody wrote Elle takes it for an initial value, whatever else was seen of it. */
const thinAir: Record<string, { verdict: string; types: string[] }> = {
  // 2 is read after the only write, that of 1, was acknowledged.
  '052-rw-register-checker-test.json': {
    verdict: 'fail',
    types: ['G-single-item-realtime', 'cyclic-versions'],
  },
  // Both nothing and 1, which nobody wrote, are read in one key.
  '078-rw-register-scc-sort-bug-test.json': {
    verdict: 'fail',
    types: ['G1c-realtime', 'cyclic-versions', 'thin-air-read'],
  },
}

/** One of them begins two transactions in one process at once; its completions are judged alone. */
function historyOf({ ops }: Recorded): History {
  const operations = ops.map((op) => ({ ...op, timeNs: Math.max(0, op.time) }))
  const ended = operations.filter((op) => op.type !== 'invoke')
  if (ended.length < operations.length)
    try {
      return History.from(operations)
    } catch {
      return History.from(ended, { completionOnly: true })
    }
  return History.from(ended, { completionOnly: true })
}

describe('Elle agrees', { skip: !existsSync(folder) && 'shared/histories is not there' }, () => {
  for (const file of existsSync(folder) ? readdirSync(folder).toSorted() : [])
    it(file, () => {
      const recorded = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recorded
      const options = fromElleOptions(recorded.opts)
      const checker =
        recorded.workload === 'list-append' ? listAppend(options) : rwRegister(options)
      const result = checker.check(historyOf(recorded), {})
      const expected = recorded.result
      const verdict = { true: 'pass', false: 'fail', unknown: 'unknown' }[
        String(expected['valid?'])
      ]
      assert.equal(result.verdict, thinAir[file]?.verdict ?? verdict)
      // Elle counts the lack of any edge as an anomaly; here it is the reason of `unknown`.
      const types = (expected['anomaly-types'] ?? []).filter(
        (name) => name !== 'empty-transaction-graph',
      )
      assert.deepEqual(result.anomalyTypes, thinAir[file]?.types ?? types)
      if (expected.not === undefined) return
      assert.deepEqual(result.not, expected.not)
      assert.deepEqual(result.alsoNot, expected['also-not'])
    })
})
