import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { fault, inOrder } from '../availability/testing/simulated.ts'
import type { CheckResult } from '../checker.ts'
import { assertLaws } from '../laws.ts'
import { integrity } from './integrity.ts'

type Line = Omit<Operation, 'index'>

const op = (f: string, atMs: number, value: unknown, end: Partial<Operation> = {}): Line[] => [
  { process: atMs, type: 'invoke', f, value: f === 'add' ? value : null, timeNs: atMs * 1e6 },
  { process: atMs, type: 'ok', f, value, timeNs: atMs * 1e6, ...end },
]
const inspect = (findings: string[], tool = 'pg_amcheck') =>
  op('inspect', 90, { tool, findings }, { node: 'n1' })
const kept = [...op('add', 1, 7), ...op('read', 50, [7])]
const check = (...lines: Line[][]) => {
  const operations = inOrder(lines.flat())
  assertLaws(integrity(), operations, { needsFinalRead: true })
  const result = integrity().check(History.from(operations), {})
  return { ...result, names: result.anomalies.map(({ name }) => name) }
}

test('clean tools and a clean history', () => {
  const { verdict, silent, inspections } = check(kept, inspect([]))
  assert.deepEqual([verdict, silent], ['pass', false])
  assert.deepEqual(inspections, [{ tool: 'pg_amcheck', node: 'n1', findings: [] }])
})

test('what a tool finds is a corruption, in its words', () => {
  const { names, anomalies } = check(
    kept,
    inspect(['heap table "t", block 3: xmin is in the future']),
  )
  assert.deepEqual(names, ['corruption'])
  assert.match(anomalies[0].summary, /pg_amcheck on n1 says: heap table "t", block 3/)
})

test('so is an error by which the server tells a client', () => {
  const error = 'XX001 invalid page in block 3 of relation base/5/16384'
  const told = op('read', 60, null, { type: 'fail', error })
  assert.deepEqual(check(kept, told, inspect([])).names, ['corruption'])
})

const panic = 'PANIC: could not fdatasync file "000000010000000000000003": Input/output error'
const full = 'PANIC: could not write to file "pg_wal/xlogtemp.71": No space left on device'
const failing = (at: string[], errors: string[], fromMs = 20): Line[] => {
  const f = 'disk-errors-primary'
  const value = { nodes: ['n1'], failingDisk: { at, errors } }
  return [fault('invoke', f, fromMs, null), fault('ok', f, fromMs + 1, value)]
}
const logged = (...findings: string[]) => inspect(findings, 'server log')

test('what a server says of its disk is none where a fault had that fail or be full, whether it still does or not', () => {
  const undo = 'undo disk-errors-primary'
  const over = [
    fault('invoke', undo, 40, { nodes: ['n1'] }),
    fault('ok', undo, 41, { nodes: ['n1'] }),
  ]
  assert.equal(check(kept, failing(['n1'], ['EIO', 'EROFS']), logged(panic)).verdict, 'pass')
  assert.equal(check(kept, failing(['n1'], ['EIO']), over, logged(panic)).verdict, 'pass')
  const hungUp = panic.replace('Input/output error', 'Invalid argument')
  assert.equal(check(kept, failing(['n1'], ['EIO']), logged(hungUp)).verdict, 'fail')
  assert.equal(check(kept, failing(['n1'], ['EIO', 'EINVAL']), logged(hungUp)).verdict, 'pass')
  const unopened = hungUp.replace('fdatasync', 'open')
  assert.equal(check(kept, failing(['n1'], ['EIO', 'EINVAL']), logged(unopened)).verdict, 'fail')
  assert.equal(check(kept, failing(['n2', 'n1'], ['ENOSPC']), logged(full)).verdict, 'pass')
})

test('it is one where no fault had, at another node, before the fault, by another error or another tool', () => {
  const eio = failing(['n1'], ['EIO'])
  for (const lines of [
    [logged(panic)],
    [failing(['n2'], ['EIO']), logged(panic)],
    [failing(['n1'], ['EIO'], 95), logged(panic)],
    [eio, logged(full)],
    [eio, inspect([panic])],
  ])
    assert.deepEqual(check(kept, ...lines).names, ['corruption'])
})

test('what it says beside it is one, and what it would have said is not known', () => {
  const eio = failing(['n1'], ['EIO'])
  const { names, anomalies, inspections } = check(
    kept,
    eio,
    logged(panic, 'PANIC: invalid page in block 7 of relation base/5/16384'),
  )
  assert.deepEqual(names, ['corruption'])
  assert.match(anomalies[0].summary, /server log on n1 says: PANIC: invalid page in block 7/)
  assert.equal(inspections[0].findings[0], panic)
  const { verdict, reason } = check(kept, eio, logged(panic, 'and 7 more'))
  assert.equal(verdict, 'unknown')
  assert.match(reason!, /server log on n1: and 7 more/)
})

test('what Pgpool-II calls so is none', () => {
  const error =
    'XX001 pgpool detected difference of the number of inserted, updated or deleted tuples'
  const told = op('add', 60, 7, { type: 'info', error })
  assert.equal(check(kept, told, inspect([])).verdict, 'pass')
})

test('a corruption that only the history shows is silent', () => {
  const garbled = op('read', 80, [7, 'garbage'])
  const { names, silent, seen } = check(kept, garbled, inspect([]))
  assert.deepEqual([names, silent, seen], [['silent corruption'], true, ['unexpected element']])
  const noticed = check(kept, garbled, inspect(['checksum mismatch']))
  assert.deepEqual([noticed.names, noticed.silent], [['corruption'], false])
})

test('a lost write is a corruption only where there was no failover and no mistake to lose it in', () => {
  const gone = op('read', 80, [])
  const event = (f: string) => [fault('invoke', f, 20, null), fault('ok', f, 21, null)]
  assert.deepEqual(check(kept, gone, inspect([])).names, ['silent corruption'])
  assert.deepEqual(check(kept, event('kill-primary'), gone, inspect([])).names, [
    'silent corruption',
  ])
  for (const f of ['failover', 'mistake'])
    assert.deepEqual(check(kept, event(f), gone, inspect([])).verdict, 'pass', f)
})

describe('a lost write is no corruption of a server that', () => {
  const gone = op('read', 80, [])
  const ended = (f: string) => [fault('invoke', f, 20, null), fault('ok', f, 21, null)]
  const mode = (settings: object, atMs = 10) => {
    const value = { node: 'n1', settings }
    return [fault('invoke', 'mode', atMs, value), fault('ok', 'mode', atMs, value)]
  }
  const [off, on] = ['off', 'on'].map((synchronous_commit) => mode({ synchronous_commit }))
  const lost = (...lines: Line[][]) => check(kept, ...lines, gone, inspect([])).verdict

  test('answers commits before they are on its disk, and crashed', () => {
    const crashes = ['crash-n1', 'kill-n1', 'blackout', 'return-primary', 'impatient-restart']
    for (const f of [...crashes, 'tear-page-n1:restart=crash:age=900']) {
      assert.equal(lost(off, ended(f)), 'pass', f)
      assert.equal(lost(on, ended(f)), 'fail', f)
    }
    assert.equal(lost(off), 'fail')
    for (const f of ['tear-page-n1:restart=clean', 'stop-n1', 'impatient-restart:mode=fast'])
      assert.equal(lost(off, ended(f)), 'fail', f)
    assert.equal(lost(mode({ synchronous_commit: 'off' }, 30), ended('crash-n1')), 'fail')
  })

  test('forces nothing to the disk, and lost its power', () => {
    for (const f of ['power-cut-all', 'lying-flush-n1', 'kill-storage']) {
      assert.equal(lost(mode({ synchronous_commit: 'on', fsync: 'off' }), ended(f)), 'pass', f)
      assert.equal(lost(mode({ synchronous_commit: 'on', fsync: 'on' }), ended(f)), 'fail', f)
      assert.equal(lost(mode({ synchronous_commit: 'local', fsync: 'on' }), ended(f)), 'fail', f)
    }
  })

  test('answers early, and was ended by a disk that failed or was full', () => {
    const end = (said: string, errors: string[], settings = off) =>
      check(kept, settings, failing(['n1'], errors), gone, logged(said)).names
    assert.deepEqual(end(panic, ['EIO']), [])
    assert.deepEqual(end(full, ['ENOSPC']), [])
    assert.deepEqual(end(panic, ['EIO'], on), ['silent corruption'])
    const refused = 'ERROR: could not extend file "base/5/16384": No space left on device'
    assert.deepEqual(end(refused, ['ENOSPC']), ['silent corruption'], 'it went on')
    assert.equal(lost(off, failing(['n1'], ['EIO']), logged()), 'fail', 'it said nothing of it')
  })

  test('was ended so and came back more than once, for what survives each time', () => {
    const adds = [...op('add', 25, 7), ...op('add', 30, 8), ...op('read', 80, [8])]
    const end = (settings: Line[]) =>
      check(adds, settings, failing(['n1'], ['EIO']), logged(panic)).names
    assert.deepEqual([end(off), end(on)], [[], ['silent corruption']])
  })
})

test('what was judged already is taken as it was judged', () => {
  const history = History.from(
    inOrder([...kept, ...op('read', 80, [7, 'garbage']), ...inspect([])]),
  )
  const clean: CheckResult = { verdict: 'pass', anomalies: [] }
  assert.equal(integrity().check(history, { judged: { divergence: clean } }).silent, true)
  assert.equal(integrity().check(history, { judged: { durability: clean } }).silent, false)
})

test('a tool that looks for something else than damage says nothing of it', () => {
  const value = { tool: 'row writers', of: 'writers', findings: ['row 4 was written here'] }
  const looked = op('inspect', 96, value)
  assert.equal(check(kept, inspect([]), looked).verdict, 'pass')
  assert.equal(check(kept, inspect(['broken']), looked).verdict, 'fail')
})

test('what was not inspected is not sound', () => {
  assert.equal(check(kept).reason, 'No tool inspected any node.')
  const undone = check(kept, inspect([]), op('inspect', 95, null, { type: 'fail' }))
  assert.deepEqual(
    [undone.verdict, undone.reason],
    ['unknown', '1 inspections could not be done: a tool on a node: no answer'],
  )
})
