import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonReport } from '../../reports/json.ts'
import { splitbrain } from '../runs/splitbrain.ts'

/** Folders as versions wrote them that recorded neither kinds of events, nor modes, nor what a primary held. */
const kept = fileURLToPath(new URL('../fixtures/runs', import.meta.url))
const copies = mkdtempSync(join(tmpdir(), 'splitbrain-past-'))
cpSync(kept, copies, { recursive: true })
after(() => rmSync(copies, { recursive: true }))

interface Line {
  process: number | 'fault'
  type: string
  f: string
  key?: number
  value: unknown
}

interface Counted {
  acknowledged: number
  /** `null` where values are overwritten, and nobody can count. */
  lost: number | null
}

type Transaction = [f: 'append' | 'r', key: number, value: unknown][]

/** What each workload's history says of its writes, counted as plainly as can be. */
const counts: Record<string, (lines: Line[]) => Counted> = {
  set(lines) {
    const added = lines.filter(({ f }) => f === 'add').map(({ value }) => value)
    const left = new Set(lines.findLast(({ f }) => f === 'read')!.value as unknown[])
    return { acknowledged: added.length, lost: added.filter((each) => !left.has(each)).length }
  },
  register: (lines) => ({ acknowledged: lines.filter(({ f }) => f !== 'read').length, lost: null }),
  'list-append'(lines) {
    const all = lines.flatMap(({ value }) => value as Transaction)
    const added = all.filter(([f]) => f === 'append')
    const left = new Map(all.filter(([f]) => f === 'r').map(([, key, list]) => [key, list]))
    const isLost = ([, key, value]: Transaction[number]) =>
      !(left.get(key) as unknown[]).includes(value)
    return { acknowledged: added.length, lost: added.filter(isLost).length }
  },
}

function counted(folder: string, workload: string): Counted {
  const text = readFileSync(join(folder, 'history.jsonl'), 'utf8')
  const lines = text.trimEnd().split('\n')
  const operations = lines.map((line) => JSON.parse(line) as Line)
  return counts[workload](
    operations.filter(({ process, type }) => process !== 'fault' && type === 'ok'),
  )
}

/** What is decided today where nothing tells which mode was in force, and how many were lost. */
const expected: Record<string, { claims: string[]; lost: number | null }> = {
  'first-async': {
    claims: ['async-failover-may-lose-the-latest-writes', 'standby-is-soon-the-primary'],
    lost: 8,
  },
  'first-sync': { claims: ['sync-failover-loses-nothing'], lost: 0 },
  'kindless-lists': {
    claims: ['async-failover-may-lose-the-latest-writes', 'standby-is-soon-the-primary'],
    lost: 4,
  },
  'kindless-partition': { claims: ['sync-failover-loses-nothing'], lost: null },
}

test('every kept folder is on the list', () => {
  assert.deepEqual(readdirSync(kept).toSorted(), Object.keys(expected))
})

describe('a run of an earlier version is judged by today’s claims', { concurrency: 2 }, () => {
  for (const [name, { claims, lost }] of Object.entries(expected))
    test(name, async () => {
      const folder = join(copies, name)
      const checked = await splitbrain(['check', '--json', folder])
      assert.equal(checked.exitCode, 2, checked.stderr)
      const judged = JSON.parse(checked.stdout)
      assert.equal(judged.verdict, 'unknown')
      assert.deepEqual(judged.findings, [])
      for (const { reason } of judged.claims) assert.match(reason, /does not tell which mode/)

      const reported = await splitbrain(['report', '--json', folder])
      assert.equal(reported.exitCode, 2, reported.stderr)
      const [run] = (JSON.parse(reported.stdout) as JsonReport).runs
      assert.deepEqual(
        run.claims.map(({ id, verdict }) => [id, verdict]),
        claims.map((id) => [id, 'unknown']),
      )
      const { workload } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))
      const { acknowledged } = counted(folder, workload)
      assert.deepEqual({ acknowledged: run.acknowledged, lost: run.lost }, { acknowledged, lost })
      assert.deepEqual(counted(folder, workload), { acknowledged, lost })
    })
})

test('what is lost fails a run of an earlier version that no mode would excuse', async () => {
  const folder = join(copies, 'lossy-sync')
  cpSync(join(kept, 'first-async'), folder, { recursive: true })
  const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))
  record.options.sync = 'on'
  writeFileSync(join(folder, 'run.json'), JSON.stringify(record))
  for (const command of ['check', 'report']) {
    const { exitCode, stdout } = await splitbrain([command, folder])
    assert.equal(exitCode, 1, stdout)
    assert.match(stdout, /No claim allows what durability found: 8 of 168/)
  }
})
