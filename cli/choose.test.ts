import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faults, topologies, workloads } from '../scenarios/catalog.ts'
import { formsOf } from '../scenarios/faults/kind.ts'
import { runOptions } from '../scenarios/run-options.ts'
import { randomFrom } from '../runner/random.ts'
import { chooseScenario, hasEffect } from './choose.ts'

function refuses(name: string, words: Record<string, unknown>, message: RegExp): void {
  assert.throws(() => chooseScenario(name, words), { code: 'usage', exitCode: 64, message })
}

describe('chooseScenario', () => {
  test('every scenario, workload and fault can be chosen by its name', () => {
    for (const { name, options, layout: layoutWith, refuses: refusal } of topologies) {
      const own = options.parse({})
      const layout = layoutWith(own)
      const names = faults
        .map((kind) => [...formsOf(kind, layout).keys()].at(0))
        .filter((form) => form !== undefined)
      for (const [workload, make] of Object.entries(workloads)) {
        const refused = refusal?.(make(runOptions.parse({})), own)
        if (refused !== undefined) {
          refuses(name, { workload }, /can't carry/)
          continue
        }
        const chosen = chooseScenario(name, { workload, faults: names })
        assert.equal(chosen.name, name)
        assert.equal(chosen.workload.name, workload)
        assert.deepEqual(
          chosen.faults.map((fault) => fault.name),
          names,
        )
        assert.ok(chosen.claims.length > 0)
      }
    }
  })

  test('what is not asked for is what the topology is for, a node of the first role that breaks, or nothing', () => {
    const faultsOf = (name: string) => chooseScenario(name, {}).options.faults
    assert.deepEqual(faultsOf('hot-standby'), ['kill-primary'])
    assert.deepEqual(faultsOf('partitioned'), ['kill-office'])
    assert.deepEqual(faultsOf('point-in-time'), ['mistake'])
    assert.deepEqual(chooseScenario('partitioned', { faults: [] }).faults, [])
  })

  test('a schedule is what breaks when, and nobody says it twice', () => {
    const schedule = [
      { every: '10s', fault: ['kill-primary', 'pause-n2'], for: '5s' },
      { turns: ['ring'] },
    ]
    const { faults, options, steps } = chooseScenario('hot-standby', { schedule, timeLimit: 60 })
    const names = faults.map((fault) => fault.name)
    assert.deepEqual(names, ['kill-primary', 'pause-n2', 'ring'])
    assert.deepEqual(options.schedule, schedule)
    assert.ok(!('faults' in options))
    assert.deepEqual(
      steps(randomFrom(1)).map((line) => line.length),
      [5, 1],
    )
    const twice = /^--schedule says what breaks and when, and so does --fault/
    refuses('hot-standby', { schedule, faults: ['ring'] }, twice)
    refuses('hot-standby', { schedule, faultInterval: '10s' }, twice)
  })

  test('what is wrong in a schedule is told with its place', () => {
    const where = (path: readonly PropertyKey[]) => `${path.join('.')}: `
    const refusesSchedule = (schedule: object[], message: RegExp) =>
      assert.throws(() => chooseScenario('hot-standby', { schedule }, where), {
        code: 'usage',
        message,
      })
    const sequence = [{ wait: 'n2 is primary' }, { fault: 'kill-n9' }]
    refusesSchedule([{ sequence }], /^0\.sequence\.1\.fault: There is no fault "kill-n9"/)
    refusesSchedule([{ turns: ['ring', 'rng'] }], /^0\.turns\.1: There is no fault "rng"/)
    refusesSchedule([{ fault: ['ring', 'rng'] }], /^0\.fault\.1: There is no fault/)
    refusesSchedule([{ fault: 'ring', until: 'n9 is down' }], /^0\.until: There is no node "n9"/)
    refusesSchedule([{ fault: 'ring', until: '3' }], /^0\.until: There is no condition "3"/)
  })

  test('faults that are an interval apart come again and again', () => {
    const words = { faults: ['kill-primary', 'ring'], faultInterval: '10s', timeLimit: 60 }
    const { steps } = chooseScenario('hot-standby', words)
    const [line] = steps(randomFrom(1))
    assert.deepEqual(
      line.map(({ fault, from }) => [fault?.name, from.atMs]),
      [
        ['kill-primary', 10_000],
        ['ring', 20_000],
        ['kill-primary', 30_000],
        ['ring', 40_000],
        ['kill-primary', 50_000],
      ],
    )
    for (const faultInterval of ['10', '0s', '999ms', '5s..9s'])
      refuses('hot-standby', { faultInterval }, /^--fault-interval \S+ is no time of a second or m/)
    refuses('hot-standby', { faultInterval: '9s', faults: [] }, /^--fault-interval says nothing/)
  })

  test('a mistake is made only where it can be recovered from, and only to what can be judged then', () => {
    refuses('hot-standby', { faults: ['mistake'] }, /^mistake would do nothing/)
    refuses('hot-standby', { faults: ['power-cut-n1'] }, /^power-cut-n1 would .* --disk device\.$/)
    const refusesHere = (words: Record<string, unknown>, said: RegExp) =>
      refuses('point-in-time', words, said)
    refusesHere({ workload: 'bank' }, /use --workload set/)
    refusesHere({ workload: 'list-append' }, /use --mistake drop/)
    refusesHere({ target: 'xid', shift: 1 }, /use --target time/)
    assert.ok(chooseScenario('point-in-time', { workload: 'list-append', mistake: 'drop' }))
  })

  test('who partitions rows carries transactions over them only where it is told how these commit', () => {
    const claimsOf = (words: Record<string, unknown>) =>
      chooseScenario('partitioned', words).claims.map(({ id }) => id)
    for (const workload of ['bank', 'list-append']) {
      refuses('partitioned', { workload }, /write rows of several offices.*--commit two-phase/)
      for (const commit of ['one-phase', 'two-phase'])
        assert.ok(claimsOf({ workload, commit }).includes('offices-commit-all-or-none'))
    }
    assert.ok(!claimsOf({ workload: 'long-fork' }).includes('offices-commit-all-or-none'))
    refuses('partitioned', { commit: 'two-phase' }, /each of its writes is of one row/)
  })

  test('where each row is on one shard alone, what is about its copies is refused, and so is a commit of nothing', () => {
    for (const workload of ['draws', 'functions', 'reservations', 'long-fork-local'])
      refuses('parallel-query', { workload }, /several servers with the same rows/)
    for (const workload of ['set', 'register', 'waiting'])
      refuses('parallel-query', { workload, commit: 'two-phase' }, /so leave out --commit/)
    for (const commit of ['one-phase', 'two-phase']) {
      const { claims } = chooseScenario('parallel-query', { workload: 'bank', commit })
      assert.ok(claims.some(({ id }) => id === 'shards-commit-all-or-none'))
    }
    refuses('parallel-query', { shards: 5 }, /^--shards takes a whole number from 2 to 4/)
  })

  test('by PL/Proxy shards are asked for what every workload asks, in containers, and no client prepares on them', () => {
    for (const workload of [
      'set',
      'register',
      'increments',
      'removals',
      'list-append',
      'bank',
      'long-fork',
      'waiting',
      'computing',
    ]) {
      const { label, needs, claims } = chooseScenario('parallel-query', { workload, by: 'plproxy' })
      assert.equal(label, '3 shards, PL/Proxy')
      assert.ok(needs.has('plproxy'))
      // That is a sentence of postgres_fdw's.
      assert.ok(!claims.some(({ id }) => id === 'each-shard-has-a-snapshot-of-its-own'))
    }
    const words = { workload: 'bank', by: 'plproxy', commit: 'two-phase' }
    refuses('parallel-query', words, /commits where it is called.* leave out --commit/)
  })

  test('who replicates both ways carries no transactions of several rows, and copies one of two servers', () => {
    for (const workload of ['bank', 'list-append', 'long-fork'])
      refuses('bidirectional', { workload }, /^bidirectional can't carry .* several rows/)
    refuses('bidirectional', { afterDeath: 'replace', nodes: 3 }, /--after-death replace with two/)
    assert.ok(chooseScenario('bidirectional', { afterDeath: 'replace', workload: 'removals' }))
  })

  test('a policy for conflicts is pglogical’s, and a copy of a server PostgreSQL’s own', () => {
    refuses('bidirectional', { conflicts: 'keep_local' }, /use --by pglogical, or leave out/)
    refuses('bidirectional', { by: 'pglogical', afterDeath: 'replace' }, /with --by native/)
    refuses('bidirectional', { by: 'pglogical', conflicts: 'newest' }, /last_update_wins/)
    for (const conflicts of [undefined, 'error', 'last_update_wins']) {
      const { label, needs } = chooseScenario('bidirectional', { by: 'pglogical', conflicts })
      assert.ok(needs.has('pglogical'))
      assert.equal(label, ['2 servers, pglogical', conflicts].filter(Boolean).join(' '))
    }
  })

  test('words of the shell become numbers, and what is not said has its default', () => {
    const words = { timeLimit: '30', concurrency: '4', rate: '250', standbys: '3' }
    const { timeLimitMs, concurrency, rate, options } = chooseScenario('hot-standby', words)
    assert.deepEqual(
      { timeLimitMs, concurrency, rate },
      { timeLimitMs: 30_000, concurrency: 4, rate: 250 },
    )
    assert.deepEqual(options, {
      sync: 'async',
      standbys: 3,
      cascade: 'no',
      slots: 'no',
      archive: 'no',
      statusInterval: 10,
      reads: 'primary',
      writes: 'primary',
      balance: 'none',
      applyDelay: 0,
      patience: 3,
      fence: 'yes',
      rejoin: 'clone',
      choose: 'most-advanced',
      checksums: 'yes',
      fullPageWrites: 'on',
      fsync: 'on',
      disk: 'folder',
      workload: 'set',
      isolation: 'serializable',
      faults: ['kill-primary'],
      timeLimit: 30,
      concurrency: 4,
      rate: 250,
    })
  })

  test('where standbys answer reads, these are on trial', () => {
    for (const [sync, claim] of [
      ['local', 'async-reads-may-be-stale'],
      ['remote_write', 'sync-reads-are-consistent'],
      ['remote_apply', 'sync-reads-are-consistent'],
    ])
      for (const reads of ['primary', 'standbys', 'any']) {
        const { claims, label } = chooseScenario('hot-standby', { sync, reads })
        assert.equal(
          claims.some(({ id }) => id === claim),
          reads !== 'primary',
        )
        assert.equal(label, `sync ${sync}${reads === 'primary' ? '' : `, reads ${reads}`}`)
      }
  })

  test('a standby is asked for no serializable transaction', () => {
    const words = { workload: 'list-append', reads: 'any' }
    assert.throws(() => chooseScenario('hot-standby', words), {
      code: 'usage',
      message: /can't carry list-append: .*--isolation repeatable-read, or --reads primary/,
    })
    const { checkers } = chooseScenario('hot-standby', { ...words, isolation: 'repeatable-read' })
    assert.ok(checkers.some(({ name }) => name === 'staleness'))
  })

  test('a subscriber is asked for several rows in one piece, or no order is judged by it', () => {
    const words = (workload: string, isolation: string) => ({
      workload,
      isolation,
      reads: 'subscribers',
    })
    for (const workload of ['list-append', 'long-fork']) {
      assert.throws(() => chooseScenario('logical', words(workload, 'serializable')), {
        code: 'usage',
        message: /--isolation repeatable-read, or --reads primary/,
      })
      const judging = (isolation: string) =>
        chooseScenario('logical', words(workload, isolation)).checkers.map(({ name }) => name)
      assert.ok(judging('repeatable-read').includes('one-order'))
      assert.ok(!judging('read-committed').includes('one-order'))
    }
    // All balances are one statement, at whatever level.
    assert.ok(chooseScenario('logical', words('bank', 'serializable')))
  })

  test('a mode is held to what the manual says of it', () => {
    const claims = (words: object) =>
      chooseScenario('hot-standby', { ...words }).claims.map(({ id }) => id)
    const always = ['crash-loses-nothing', 'switchover-loses-nothing']
    for (const sync of ['async', 'local'])
      assert.deepEqual(claims({ sync }), [
        'async-failover-may-lose-the-latest-writes',
        'commits-wait-for-no-standby',
        ...always,
        'standby-has-almost-all-data',
        'standby-is-soon-the-primary',
        'standbys-cost-commits-nothing',
        'commits-return-before-the-round-trip',
        'standbys-refuse-writes',
        'damage-stays-on-its-server',
      ])
    const waiting = [
      'sync-failover-loses-nothing',
      'commits-wait-for-a-standby',
      ...always,
      'commits-wait-for-the-round-trip',
      'locks-are-held-until-confirmed',
      'restart-commits-what-waits',
      'loss-only-if-both-crash',
      'standbys-refuse-writes',
      'damage-stays-on-its-server',
    ]
    for (const sync of ['remote_write', 'on', 'remote_apply'])
      assert.deepEqual(claims({ sync }), waiting)
    assert.deepEqual(claims({ sync: 'on', workload: 'list-append', isolation: 'read-committed' }), [
      ...waiting,
      'isolation-read-committed',
    ])
    assert.deepEqual(claims({ sync: 'on', workload: 'bank' }), [
      ...waiting,
      'isolation-serializable',
    ])
  })

  test('how far standbys are behind is on trial where they answer, and not late on purpose', () => {
    const tried = (words: Record<string, unknown>) =>
      chooseScenario('hot-standby', words).claims.some(
        ({ id }) => id === 'streaming-delay-is-under-a-second',
      )
    assert.ok(tried({ reads: 'any' }))
    assert.ok(!tried({}))
    assert.ok(!tried({ reads: 'any', applyDelay: '2000' }))
  })

  test('causal consistency is promised where every commit waits until each standby shows it', () => {
    const promised = (words: object) =>
      chooseScenario('hot-standby', { sync: 'remote_apply', reads: 'any', ...words }).claims.some(
        ({ id }) => id === 'remote-apply-is-causally-consistent',
      )
    assert.ok(promised({ standbys: '1' }))
    assert.ok(promised({ syncNames: 'FIRST 2 (n2, n3)' }))
    assert.ok(!promised({}))
    assert.ok(!promised({ standbys: '1', sync: 'on' }))
    assert.ok(!promised({ standbys: '1', reads: 'primary' }))
  })

  test('standbys are named as PostgreSQL names them, as many as are there', () => {
    const words = { sync: 'on', syncNames: 'FIRST 2 (n2, n3)' }
    assert.equal(chooseScenario('hot-standby', words).label, 'sync on, FIRST 2 (n2, n3)')
    const wrong: [object, RegExp][] = [
      [{ syncNames: 'FIRST 3 (n2, n3)' }, /waits for 3 standbys and names 2.*wait for 2 at most/],
      [{ syncNames: 'ANY 2 (n1, n2)' }, /waits for 2 standbys and names 1/],
      [{ syncNames: 'ANY 1 (n1)' }, /names the primary alone: name standbys, n2, n3/],
      [{ syncNames: 'ANY 1 (n2, n4)' }, /names n4, and there are n1, n2, n3/],
      [{ syncNames: 'ANY 1 (n2, n2)' }, /names n2 twice/],
      [{ syncNames: 'SOME 1 (n2)' }, /is none that PostgreSQL takes: use FIRST or ANY/],
      [{ ...words, sync: 'async' }, /says nothing to --sync async: use --sync on/],
    ]
    for (const [asked, message] of wrong)
      refuses(
        'hot-standby',
        { sync: 'on', ...asked },
        new RegExp(`^--sync-names .*${message.source}`),
      )
  })

  test('standbys cascade where there are two, and nobody is named', () => {
    const wrong: [object, RegExp][] = [
      [{ standbys: '1' }, /needs a standby to stream from another: use --standbys 2/],
      [{ sync: 'on', syncNames: 'ANY 1 (n2)' }, /leave out --sync-names/],
      [{ slots: 'yes' }, /leave out --slots/],
    ]
    for (const [asked, message] of wrong)
      refuses(
        'hot-standby',
        { cascade: 'yes', ...asked },
        new RegExp(`^--cascade yes .*${message.source}`),
      )
    const { claims, label } = chooseScenario('hot-standby', { cascade: 'yes', sync: 'on' })
    assert.ok(claims.some(({ id }) => id === 'cascade-is-asynchronous'))
    assert.equal(label, 'sync on, cascade')
  })

  test('an operator is as patient as it is asked to be, which a run must have time for', () => {
    const { operator, label } = chooseScenario('hot-standby', { patience: '20', fence: 'no' })
    assert.deepEqual(operator, { intervalMs: 150, timeoutMs: 500, failures: 20, fence: 'no' })
    assert.equal(label, 'async, no fencing')
    assert.equal(chooseScenario('warm-standby', {}).operator.failures, 3)
  })

  test('who promotes a standby that nobody waited for is promised nothing', () => {
    const claims = (words: object) =>
      chooseScenario('hot-standby', { sync: 'on', ...words }).claims.map(({ id }) => id)[0]
    const promised = 'sync-failover-loses-nothing'
    const may = 'unconfirmed-standby-may-lose-the-latest-writes'
    const first = 'FIRST 1 (n2, n3)'
    assert.equal(claims({ syncNames: first }), promised)
    assert.equal(claims({ syncNames: first, choose: 'first' }), promised)
    assert.equal(claims({ syncNames: first, choose: 'least-advanced' }), may)
    assert.equal(claims({ choose: 'first' }), may)
    assert.equal(claims({ syncNames: 'ANY 2 (n2, n3)', choose: 'least-advanced' }), promised)
    assert.equal(claims({ standbys: 1, choose: 'least-advanced' }), promised)
  })

  test('a level of isolation says something to whatever runs transactions', () => {
    const inTransactions = Object.keys(workloads).filter((workload) =>
      hasEffect('isolation', { workload }),
    )
    const expected = ['list-append', 'bank', 'long-fork', 'long-fork-local']
    assert.deepEqual(inTransactions, expected)
    assert.ok(hasEffect('rate', { workload: 'set' }))
  })

  test('two runs of one command share no state of their workload', () => {
    const words = { workload: 'list-append' }
    const [a, b] = [chooseScenario('hot-standby', words), chooseScenario('hot-standby', words)]
    a.workload.requests(randomFrom(1))()
    assert.notEqual(a.workload.finalReads().length, 0)
    assert.equal(b.workload.finalReads().length, 0)
  })

  test('a name that is not known is wrong usage, with the nearest ones', () => {
    refuses('hot-stanby', {}, /no scenario "hot-stanby": did you mean hot-standby\?/)
    refuses(
      'hot-standby',
      { faults: ['kill-primry'] },
      /no fault "kill-primry": did you mean kill-primary/,
    )
    refuses(
      'hot-standby',
      { workload: 'list-apend' },
      /no workload "list-apend": did you mean list-append/,
    )
    refuses(
      'hot-standby',
      { sync: 'remote_aply' },
      /value of --sync "remote_aply": did you mean remote_apply/,
    )
    refuses(
      'hot-standby',
      { isolation: 'serialisable' },
      /--isolation .* did you mean serializable/,
    )
  })

  test('where nothing is near, all are told', () => {
    refuses('xyzxyzxyz', {}, /there are hot-standby, \S/)
    refuses('hot-standby', { sync: 'xyzxyzxyz' }, /there are async, off, local, remote_write/)
  })

  test('what every object has is the name of no workload', () => {
    refuses('hot-standby', { workload: 'constructor' }, /no workload "constructor"/)
  })

  test('a number that is none, or out of bounds, is wrong usage that names the option', () => {
    const standbys = /^--standbys takes a whole number from 1 to 8, not /
    for (const none of ['x', '9', '0', '1.5', '', ' ', '0x2', '1e0', 'Infinity', 9, null])
      refuses('hot-standby', { standbys: none }, standbys)
    refuses('hot-standby', { standbys: 'x' }, /, not "x"\.$/)
    refuses('hot-standby', { timeLimit: '1' }, /^--time-limit takes a number from 3 to 86400, not /)
    refuses('hot-standby', { concurrency: '1.5' }, /^--concurrency takes a whole number from 1 /)
    for (const rate of ['0', '-1', 'fast', '', '1000001'])
      refuses('hot-standby', { rate }, /^--rate takes a number above 0 and up to 1000000, not /)
  })
})
