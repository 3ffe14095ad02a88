import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import { allOrNone } from './all-or-none.ts'
import { options } from './options.ts'
import { asked, evidence, fault, finalRead } from './run.fixture.ts'
import { trialOf } from './trial.ts'

type Lines = Parameters<typeof evidence>

const claim = allOrNone(trialOf(options.parse({ commit: 'two-phase' })))
const told = (...lines: Lines) => {
  const { verdict, reason } = claim.decide(counted(0), evidence(...lines))
  return `${verdict}: ${reason}`
}

const both = [
  ['append', 0, 7],
  ['append', 1, 8],
]
const inDoubt = { type: 'info', error: 'ETIMEDOUT timeout (paris is in doubt)' } as const
const unprepared = { type: 'fail', error: '40001 conflict (paris did not prepare)' } as const
const append = (end: object) => asked({ f: 'txn', value: both, node: 'london+paris' }, end)
const lists = (london: number[], paris: number[]) =>
  ['london', 'paris'].map((node) =>
    finalRead(node, 'txn', [
      ['r', 0, london],
      ['r', 1, paris],
    ]),
  )

test('holds where what was interrupted is there everywhere or nowhere', () => {
  assert.match(told(append(inDoubt), ...lists([7], [8])), /^holds: Of 1 .*, 1 of which/)
  assert.match(told(append(unprepared), ...lists([], [])), /^holds/)
})

test('is violated by half a commit, however its client saw it end', () => {
  const half =
    /^violated: Half a commit: of one transaction 7 in row 0 is there and 8 in row 1 is not/
  for (const end of [inDoubt, unprepared, {}])
    assert.match(told(append(end), ...lists([7], [])), half)
})

test('is unknown where nothing was interrupted, or a copy was not read', () => {
  assert.match(told(append({}), ...lists([7], [8])), /^unknown: None of 1/)
  assert.match(told(append(inDoubt), lists([7], [8])[0]), /^unknown: Not all of paris/)
  const refused = { type: 'fail', error: '40001 conflict' } as const
  assert.match(told(append(refused), ...lists([], [])), /^unknown/)
})

test('is on trial where something was interrupted, or is there by half', () => {
  const { trial } = claim
  assert.ok(typeof trial === 'function')
  assert.equal(trial(evidence(append({}))), false)
  assert.equal(trial(evidence(append(inDoubt))), true)
  const killed = fault('kill-paris', { nodes: ['paris'] })
  assert.equal(trial(evidence(append({}), killed, ...lists([7], [8]))), false)
  assert.equal(trial(evidence(append({}), killed, ...lists([7], []))), true)
})

test('what writes rows of one office is none over offices, whatever else it reads', () => {
  const value = [
    ['append', 0, 7],
    ['r', 1, []],
    ['append', 2, 1],
  ]
  const alone = value.filter(([, key]) => key !== 1)
  for (const [node, asks] of [
    ['london', alone],
    ['london+paris', value],
  ] as const) {
    const one = asked({ f: 'txn', value: asks, node }, { type: 'info' })
    assert.match(told(one, ...lists([7], [])), /^unknown: None of 0/)
  }
})

test('what one server was asked for alone is none over offices, whosever the rows are', () => {
  const one = asked({ f: 'txn', value: both, node: 'london' }, { type: 'info' })
  assert.match(told(one, ...lists([7], [8])), /^unknown: None of 0/)
})

test('what never ended may never have come to its commit, and is judged by nobody while it goes on', () => {
  const [invoked] = append({})
  const never = [{ ...invoked, process: 999 }]
  assert.match(told(never, ...lists([7], [8])), /^unknown: None of 1/)
  assert.match(told(append(inDoubt), never, ...lists([7], [])), /^unknown: A write was under way/)
  const about = { f: 'txn', value: both, node: 'london+paris' }
  const late = asked(about, inDoubt, 9.995)
  assert.match(told(late, ...lists([7], [])), /^unknown: A write was under way/)
})

test('each row is judged as its own office holds it', () => {
  const behind = finalRead('london', 'txn', [
    ['r', 0, [7]],
    ['r', 1, []],
  ])
  assert.match(told(append(inDoubt), behind, lists([7], [8])[1]), /^holds/)
  const ahead = lists([7], [8])[0]
  assert.match(told(append(inDoubt), ahead, lists([7], [])[1]), /^violated: Half a commit/)
})

test('is unknown of rows that nobody read, or that an office’s own servers hold differently', () => {
  const onlyFirst = ['london', 'paris'].map((node) => finalRead(node, 'txn', [['r', 0, [7]]]))
  assert.match(told(append(inDoubt), ...onlyFirst), /^unknown: Nobody read row 1 at rest/)
  assert.match(
    told(append(inDoubt), onlyFirst[0], lists([7], [8])[1]),
    /^unknown: Not all of london/,
  )
  const guarded = allOrNone(trialOf(options.parse({ commit: 'two-phase', standbys: 1 })))
  const all = ['london', 'london2', 'paris', 'paris2'].map((node) =>
    finalRead(node, 'txn', [
      ['r', 0, node === 'london2' ? [] : [7]],
      ['r', 1, [8]],
    ]),
  )
  const { verdict, reason } = guarded.decide(counted(0), evidence(append(inDoubt), ...all))
  assert.equal(verdict, 'unknown')
  assert.match(reason, /row 0 is \[7\] on london and null on london2/)
})

test('a bank’s accounts hold what its ledger says, or a transfer is there by half', () => {
  const transfer = { id: 5, payer: 0, payee: 1, amount: 3 }
  const asking = asked({ f: 'transfer', value: transfer, node: 'london+paris' }, inDoubt)
  const bank = (london: number, paris: number, ledger: object[]) =>
    ['london', 'paris'].flatMap((node) => [
      finalRead(node, 'read', { 0: london, 1: paris }),
      finalRead(node, 'ledger', ledger, 11),
    ])
  const all = { id: 4, payer: 1, payee: 0, amount: 1 }
  assert.match(told(asking, ...bank(18, 22, [all, transfer])), /^holds/)
  assert.match(told(asking, ...bank(21, 19, [all])), /^holds/)
  assert.match(
    told(asking, ...bank(18, 19, [all])),
    /^violated: .*account 0 holds 18, and 21 by the transfers in the ledger/,
  )
  assert.match(told(asking, ...bank(18, 22, [all])), /^violated/)
  assert.match(told(asking, ...bank(17, 20, [])), /^violated: .*account 0 holds 17, and 20/)
})

test('a bank is unknown without its ledger, or where a part of it was not read', () => {
  const transfer = { id: 5, payer: 0, payee: 1, amount: 3 }
  const asking = asked({ f: 'transfer', value: transfer, node: 'london+paris' }, inDoubt)
  const balances = ['london', 'paris'].map((node) => finalRead(node, 'read', { 0: 17, 1: 23 }))
  assert.match(told(asking, ...balances), /^unknown: Nobody read the ledger/)
  const ledgerOf = finalRead('london', 'ledger', [], 11)
  assert.match(told(asking, ...balances, ledgerOf), /^unknown: Not all of paris/)
})
