import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { increments } from '../../workloads/increments.ts'
import { register } from '../../workloads/register.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'
import { applies, atRest, cut, death, told, write } from './run.fixture.ts'

const claim = (id: string, workload = increments, words = {}) =>
  claimsOf(options.parse(words), workload).find((each) => each.id === id)!

const increment = (value: number, node: string, at: number, key = 0) =>
  write('increment', { key, value, node, at })

describe('each server works independently', () => {
  const alone = claim('each-server-works-independently')
  const during = (node: string, type: 'ok' | 'info' = 'ok') =>
    write('increment', { key: 0, value: 1, node, at: 2, type })

  test('holds where both are written while they are parted, and one while the other is dead', () => {
    assert.match(
      told(alone, cut(), during('n1'), during('n2')),
      /^holds: .*1 of 1 writes at n1 .* 1 of 1 writes at n2/,
    )
    assert.match(told(alone, death('n2'), during('n1')), /^holds/)
  })

  test('is violated by one that waits for another', () => {
    assert.match(
      told(alone, cut(), during('n1'), during('n2', 'info')),
      /^violated: While cut-replication kept another away, 0 of 1 writes at n2/,
    )
  })

  test('has nothing to say where nobody was away, or nobody wrote', () => {
    assert.equal(told(alone, during('n1')), 'not on trial')
    assert.match(told(alone, cut()), /^unknown/)
  })
})

describe('rows of one writer converge', () => {
  const converge = claim('rows-of-one-writer-converge', set)
  const add = (value: number, node: string) => write('add', { value, node, at: 2 })

  test('holds where all hold what one of them alone wrote', () => {
    const both = [atRest('n1', [0, 1]), atRest('n2', [0, 1])]
    assert.match(told(converge, add(0, 'n1'), add(1, 'n2'), ...both), /^holds: 2 rows/)
  })

  test('is violated by a row that one server lacks, and by one that nobody wrote', () => {
    assert.match(
      told(converge, add(0, 'n1'), atRest('n1', [0]), atRest('n2', [])),
      /^violated: .*row 0 is true on n1 and missing on n2\. Only n1 wrote it\./,
    )
    assert.match(
      told(converge, add(0, 'n1'), atRest('n1', [0]), atRest('n2', [0, 9])),
      /^violated: .*row 9 .* Nobody wrote it\./,
    )
  })

  test('a row that another server refused to write is still of one writer', () => {
    const refused = write('add', { value: 0, node: 'n2', at: 2, type: 'fail' })
    const different = [atRest('n1', [0]), atRest('n2', [])]
    assert.match(told(converge, add(0, 'n1'), refused, ...different), /^violated: .*Only n1/)
  })

  test('holds beside a row of several writers that differs', () => {
    const written = [increment(1, 'n1', 2), increment(2, 'n2', 2), increment(3, 'n1', 2, 1)]
    const left = [atRest('n1', { 0: [2], 1: [3] }), atRest('n2', { 0: [1], 1: [3] })]
    assert.match(told(claim('rows-of-one-writer-converge'), ...written, ...left), /^holds: 1 rows/)
  })

  test('leaves rows of several writers to others, and says nothing where one applies no more', () => {
    const contested = claim('rows-of-one-writer-converge')
    assert.equal(told(contested, increment(1, 'n1', 2), increment(2, 'n2', 2)), 'not on trial')
    const stopped = applies('n2', ['nothing of n1 beyond 0/1: duplicate key'])
    assert.equal(
      told(converge, add(0, 'n1'), atRest('n1', [0]), atRest('n2', []), stopped),
      'not on trial',
    )
  })

  test('is unknown where one was not read, and where a write was under way', () => {
    assert.match(told(converge, add(0, 'n1'), atRest('n1', [0])), /^unknown: Not all that n2/)
    const late = write('add', { value: 5, node: 'n1', at: 11, type: 'info' })
    const both = [atRest('n1', [0]), atRest('n2', [0])]
    assert.match(told(converge, add(0, 'n1'), late, ...both), /^unknown: A write was under way/)
  })
})

describe('conflicts need resolution', () => {
  const needed = claim('conflicts-need-resolution')
  const parted = [cut(), increment(1, 'n1', 2), increment(2, 'n2', 2)]

  test('holds where a row that both wrote stays different', () => {
    assert.match(
      told(needed, ...parted, atRest('n1', { 0: [2] }), atRest('n2', { 0: [1] })),
      /^holds: 1 of 1 rows .* row 0 is \[2\] on n1 and \[1\] on n2.*no server tells of a conflict/,
    )
  })

  test('is violated where both hold the same of what they wrote last while they were parted', () => {
    const same = [atRest('n1', { 0: [1, 2] }), atRest('n2', { 0: [1, 2] })]
    assert.match(told(needed, ...parted, ...same), /^violated: All hold the same of 1 rows/)
  })

  test('a later write, a cut of one way and a removal may each have settled it', () => {
    const same = [atRest('n1', { 0: [2, 3] }), atRest('n2', { 0: [2, 3] })]
    assert.equal(told(needed, ...parted, increment(3, 'n1', 6), ...same), 'not on trial')
    const oneWay = [cut(['n1-to-n2']), ...parted.slice(1)]
    assert.equal(told(needed, ...oneWay, ...same), 'not on trial')
    const removed = ['n1', 'n2'].map((node) => write('remove', { value: 0, node, at: 2 }))
    assert.equal(
      told(needed, cut(), ...removed, atRest('n1', []), atRest('n2', [])),
      'not on trial',
    )
  })

  test('a row of one writer is none of it', () => {
    const different = [atRest('n1', { 0: [1] }), atRest('n2', { 0: [] })]
    assert.equal(told(needed, increment(1, 'n1', 2), ...different), 'not on trial')
  })
})

describe('conflicts lose updates', () => {
  const lose = claim('conflicts-lose-updates')
  const three = [increment(1, 'n1', 2), increment(2, 'n2', 2), increment(3, 'n2', 6)]

  test('holds by what was acknowledged and is on no server, and not by what is on one', () => {
    assert.match(
      told(lose, ...three, atRest('n1', { 0: [2, 3] }), atRest('n2', { 0: [2, 3] })),
      /^holds: 1 of 3 acknowledged updates/,
    )
    assert.match(
      told(lose, ...three, atRest('n1', { 0: [2, 3] }), atRest('n2', { 0: [1] })),
      /^unknown: None of 3/,
    )
  })

  test('is violated by a loss in a row that one server alone wrote', () => {
    const rows = { 0: [], 1: [2] }
    assert.match(
      told(lose, increment(1, 'n1', 2), atRest('n1', rows), atRest('n2', rows)),
      /^violated: Update 1 of row 0 is lost, though/,
    )
  })

  test('is violated where updates of both sides of a cut are there on both', () => {
    const merged = { 0: [1, 2] }
    assert.match(
      told(lose, cut(), ...three.slice(0, 2), atRest('n1', merged), atRest('n2', merged)),
      /^violated: Row 0 was updated at servers that were parted/,
    )
  })

  test('is unknown where a server was replaced, which may have lost them', () => {
    const replaced = claim('conflicts-lose-updates', increments, { afterDeath: 'replace' })
    const rows = { 0: [2, 3] }
    assert.match(
      told(
        replaced,
        ...three,
        death('n1', { replaced: ['n1'] }),
        atRest('n1', rows),
        atRest('n2', rows),
      ),
      /^unknown: What is lost may have gone with/,
    )
  })
})

describe('same keys stop replication', () => {
  const stops = claim('same-keys-stop-replication')
  const reserve = (node: string, value: number, type: 'ok' | 'fail' = 'ok') =>
    write('reserve', { key: 7, value, node, at: 2, type })
  const twice = [reserve('n1', 1), reserve('n2', 2)]
  const stopped = (node: string, of: string) =>
    applies(node, [`nothing of ${of} beyond 0/1: duplicate key value`])

  test('holds where both told that they apply nothing more', () => {
    assert.match(
      told(stops, ...twice, stopped('n1', 'n2'), stopped('n2', 'n1')),
      /^holds: 1 keys .* n1 applies nothing of n2 beyond 0\/1: duplicate key value\./,
    )
  })

  test('is violated by one that goes on, and by a stop without a row of two writers', () => {
    assert.match(
      told(stops, ...twice, stopped('n1', 'n2'), applies('n2')),
      /^violated: n2 and n1 both acknowledged the insert of key 7, and n2 goes on/,
    )
    assert.match(
      told(stops, reserve('n1', 1), stopped('n2', 'n1'), applies('n1')),
      /^violated: .*But no two servers wrote one row/,
    )
  })

  test('is unknown where a server was not asked, and no matter where a key was let in once', () => {
    assert.match(told(stops, ...twice, stopped('n1', 'n2')), /^unknown: What n2 applies/)
    const once = [reserve('n1', 1), reserve('n2', 2, 'fail')]
    assert.equal(told(stops, ...once, applies('n1'), applies('n2')), 'not on trial')
  })
})

describe('updates of removed rows are skipped', () => {
  const skipped = claim('updates-of-removed-rows-are-skipped', set)
  const removed = write('remove', { value: 4, node: 'n1', at: 2 })
  const updated = (at: number, node = 'n2') => write('update', { value: 4, node, at })

  test('holds where the row is gone on both', () => {
    const gone = [atRest('n1', []), atRest('n2', [])]
    assert.match(told(skipped, removed, updated(3), ...gone), /^holds: 1 updates/)
  })

  test('is violated where it is there on one', () => {
    const back = [atRest('n1', [4]), atRest('n2', [])]
    assert.match(told(skipped, removed, updated(3), ...back), /^violated: Row 4 .* there on n1/)
  })

  test('an update before the removal, or at the same server, is no conflict', () => {
    assert.equal(told(skipped, updated(1), removed), 'not on trial')
    assert.equal(told(skipped, removed, updated(3, 'n1')), 'not on trial')
  })
})

describe('a dead server takes unsent writes along', () => {
  const takes = claim('a-dead-server-takes-unsent-writes-along', increments, {
    afterDeath: 'replace',
  })
  const replaced = death('n1', { replaced: ['n1'] })
  const left = [atRest('n1', { 0: [] }), atRest('n2', { 0: [] })]

  test('holds by what it alone had acknowledged', () => {
    assert.match(
      told(takes, increment(1, 'n1', 0.5), replaced, ...left),
      /^holds: 1 of 1 acknowledged writes went with n1/,
    )
  })

  test('is violated by a loss of what another acknowledged, or it after it was made anew', () => {
    assert.match(told(takes, increment(1, 'n2', 0.5), replaced, ...left), /^violated: n2/)
    assert.match(told(takes, increment(1, 'n1', 7), replaced, ...left), /^violated: n1/)
  })

  test('is unknown where nothing was lost, and on trial only where one was replaced', () => {
    const kept = [atRest('n1', { 0: [1] }), atRest('n2', { 0: [1] })]
    assert.match(told(takes, increment(1, 'n1', 0.5), replaced, ...kept), /^unknown: All that/)
    assert.equal(told(takes, increment(1, 'n1', 0.5), death('n1'), ...left), 'not on trial')
  })
})

test('reads are claimed of workloads that read, and counted updates of those that count them', () => {
  const ids = (workload: typeof set) => claimsOf(options.parse({}), workload).map(({ id }) => id)
  assert.ok(ids(register).includes('each-server-answers-reads'))
  assert.ok(!ids(set).includes('each-server-answers-reads'))
  assert.ok(!ids(register).includes('conflicts-lose-updates'))
})
