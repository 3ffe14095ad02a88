import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { execa } from 'execa'
import { checkers } from '../../checkers/catalog.ts'
import { nearest } from '../../cli/nearest.ts'
import { check } from './check-command.ts'
import { makeRunFolder } from './run-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'splitbrain-check-'))
after(() => rmSync(folder, { recursive: true }))

// Sentences are looked for, not where a narrow terminal breaks them.
process.env.COLUMNS = '100'

const known = new URL('../../../shared/histories/', import.meta.url).pathname
const skip = !existsSync(join(known, 'manifest.json')) && '../shared/histories is missing'

async function fromStandardInput(input: Buffer): Promise<{ stdout: string; exitCode?: number }> {
  const script = `
    import { checkCommand } from ${JSON.stringify(new URL('../../cli/check.ts', import.meta.url).href)}
    await checkCommand().parseAsync(['-', '--json'], { from: 'user' })`
  const words = ['--input-type=module', '--eval', script]
  return execa(process.execPath, words, { input, reject: false })
}

type Line = [process: number | 'fault', type: string, f: string, value: unknown, key?: number]

/** One line each, a millisecond apart. */
function file(name: string, lines: Line[], tail = ''): string {
  const path = join(folder, name)
  const text = lines.map(
    ([process, type, f, value, key], index) =>
      `${JSON.stringify({ index, process, type, f, value, key, timeNs: index * 1e6 })}\n`,
  )
  writeFileSync(path, text.join('') + tail)
  return path
}

const done = (process: number, f: string, value: unknown): Line[] => [
  [process, 'invoke', f, f === 'read' ? null : value],
  [process, 'ok', f, value],
]
const good = [...done(0, 'write', 1), ...done(1, 'read', 1)]
const stale = [...done(0, 'write', 1), ...done(0, 'write', 2), ...done(1, 'read', 1)]
const lossy = [...done(0, 'add', 1), ...done(0, 'add', 2), ...done(1, 'read', [2])]
const skew = [
  ...done(0, 'txn', [
    ['append', 1, 1],
    ['r', 1, [1]],
  ]),
  ...done(0, 'txn', [['append', 1, 2]]),
  ...done(1, 'txn', [['r', 1, [1]]]),
]

describe('one history', () => {
  it('passes: says by what, and how long it took', async () => {
    const { out, code } = await check(file('good.jsonl', good))
    assert.equal(code, 0)
    assert.match(out, /^pass +\S*good\.jsonl\n/)
    assert.match(
      out,
      /Judged in [\d.]+ m?s by linearizability, model cas-register, engine zones, chosen for the operations\s+write, read\./,
    )
  })

  it('fails: verdict first, then the anomaly, its witness, and who judged', async () => {
    const { out, code } = await check(file('stale.jsonl', stale))
    assert.equal(code, 1)
    const places = ['fail ', 'stale read: ', 'From ', 'Operation', 'Judged in'].map((part) =>
      out.indexOf(part),
    )
    assert.equal(places[0], 0)
    assert.ok(!places.includes(-1), out)
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    )
  })

  it('is unknown where nothing was seen', async () => {
    const empty = await check(file('empty.jsonl', []))
    assert.equal(empty.code, 2)
    assert.match(empty.out, /^unknown .*\n  The history has no operation of a client\./)
    assert.match(empty.err, /^warning: .*empty\.jsonl is empty\.\n$/)
    const named = await check('--checker', 'durability', file('empty.jsonl', []))
    assert.equal(named.code, 2)
    assert.match(named.out, /No write was acknowledged\./)
    const faults = await check(file('faults.jsonl', [['fault', 'invoke', 'kill', {}]]))
    assert.equal(faults.code, 2)
  })

  it('judges the rest where the last line is cut off, and warns', async () => {
    const { out, err, code } = await check(file('cut.jsonl', stale, '{"index":6,"proc'))
    assert.equal(code, 1)
    assert.match(out, /^fail/)
    assert.match(err, /^warning: \S*cut\.jsonl:7: the last line is cut off; it is left out\.\n$/)
  })

  it('is refused with file and line where it is none', async () => {
    const unpaired = await check(file('unpaired.jsonl', [...good, [3, 'ok', 'read', 1]]))
    assert.equal(unpaired.code, 64)
    assert.match(unpaired.err, /unpaired\.jsonl:5: /)
    const unknownF = await check(file('f.jsonl', [...good, ...done(2, 'fly', 1)]))
    assert.equal(unknownF.code, 64)
    assert.match(unknownF.err, /f\.jsonl:5: .*operation fly together with write, read; name one/)
    const asked = await check('--model', 'mutex', file('good.jsonl', good))
    assert.equal(asked.code, 64)
    assert.match(asked.err, /good\.jsonl:1: the model mutex has no operation write/)
    const missing = await check(join(folder, 'missing.jsonl'))
    assert.equal(missing.code, 64)
    assert.match(missing.err, /missing\.jsonl can't be read/)
  })

  it('comes from standard input too', async () => {
    const { stdout, exitCode } = await fromStandardInput(readFileSync(file('stale.jsonl', stale)))
    assert.equal(exitCode, 1)
    const judged = JSON.parse(stdout)
    assert.equal(judged.file, 'standard input')
    assert.equal(judged.verdict, 'fail')
    assert.equal(judged.checks[0].result.anomalies[0].name, 'stale read')
  })
})

describe("elle-cli's documents", () => {
  const op = (type: string, value: unknown) => ({ type, f: 'txn', process: 0, value })
  const document = (name: string, opts: object, ops: object[]): string => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify({ workload: 'rw-register', opts, ops }))
    return path
  }
  const skewed = [
    [
      ['r', 'x', null],
      ['w', 'y', 1],
    ],
    [
      ['r', 'y', null],
      ['w', 'x', 1],
    ],
  ]
  const asked = { 'consistency-models': ['snapshot-isolation'] }

  it('say what was promised, from standard input too', async () => {
    const ops = skewed.map((value) => op('ok', value))
    const path = document('skewed.json', asked, ops)
    assert.equal((await check(path)).code, 0)
    assert.equal((await check('--consistency', 'serializable', path)).code, 1)
    const { stdout } = await fromStandardInput(readFileSync(path))
    assert.equal(JSON.parse(stdout).verdict, 'pass')
  })

  it('may have no options', async () => {
    const path = join(folder, 'null.json')
    writeFileSync(path, JSON.stringify({ opts: null, ops: skewed.map((value) => op('ok', value)) }))
    assert.equal((await check(path)).code, 1)
  })

  it('are refused with the likeliest names where they ask for what does not exist', async () => {
    const ops = skewed.map((value) => op('ok', value))
    const model = document('model.json', { 'consistency-models': ['serialisable'] }, ops)
    assert.match(
      (await check(model)).err,
      /model\.json: .*"serialisable": did you mean serializable/,
    )
    const anomaly = document('anomaly.json', { anomalies: [':G-nonadjacnt'] }, ops)
    assert.match(
      (await check(anomaly)).err,
      /anomaly\.json: .*"G-nonadjacnt": did you mean G-nonadjacent/,
    )
  })

  it('need not tell which start goes with which end if the order in time is not asked for', async () => {
    const [first, second] = skewed
    const ops = [op('invoke', first), op('invoke', second), op('ok', second), op('ok', first)]
    const path = document('at-once.json', asked, ops)
    const { out, code } = await check(path)
    assert.equal(code, 0)
    assert.match(out, /Without invocations/)
    for (const model of ['strict-serializable', 'strong-session-snapshot-isolation'])
      assert.match(
        (await check('--consistency', model, path)).err,
        /at-once\.json:2: process 0 starts txn while its txn is under way/,
      )
    assert.equal((await check('--linearizable-keys', path)).code, 64)
    assert.equal((await check(document('unasked.json', {}, ops))).code, 64)
    assert.equal((await check(document('open.json', asked, ops.slice(0, 3)))).code, 64)
    assert.equal((await check(document('ended.json', asked, ops.slice(1)))).code, 64)
  })
})

describe('options', () => {
  const path = () => file('good.jsonl', good)

  it('names what is meant by a name that is not known', async () => {
    const cases = [
      ['--checker', 'durabilty', 'durability'],
      ['--model', 'cas', 'cas-register'],
      ['--consistency', 'serialisable', 'serializable'],
      ['--guarantees', 'monotonic-read', 'monotonic-reads'],
    ]
    for (const [option, wrong, right] of cases) {
      const { err, code } = await check(option, wrong, path())
      assert.equal(code, 64)
      assert.ok(err.includes(JSON.stringify(wrong)) && err.includes(right), err)
    }
  })

  it('refuses values that are none', async () => {
    for (const words of [
      ['--init', 'x'],
      ['--time-limit', 'soon'],
      ['--memory-limit', '1X'],
      ['--total', '1O0'],
      ['--total', ''],
    ]) {
      const { err, code } = await check(...words, path())
      assert.equal(code, 64)
      assert.ok(err.includes(words[0]) && err.includes(words[1]), err)
    }
  })

  it('refuses what the checker would pass over', async () => {
    const { err, code } = await check('--consistency', 'serializable', path())
    assert.equal(code, 64)
    assert.match(err, /--consistency is an option of list-append and rw-register, not of lineariz/)
  })

  it('--init tells what registers held at first', async () => {
    const reads = file('reads.jsonl', done(0, 'read', 7))
    assert.equal((await check(reads)).code, 1)
    assert.equal((await check('--init', '7', reads)).code, 0)
  })

  it('--nil-reads-unknown and --failed-cas-observes tell what peers read differently', async () => {
    const nil = file('nil.jsonl', [...done(0, 'write', 1), ...done(1, 'read', null)])
    assert.equal((await check(nil)).code, 1)
    assert.notEqual((await check('--nil-reads-unknown', nil)).code, 1)
    const cas = file('cas.jsonl', [
      ...done(0, 'write', 1),
      ...done(1, 'read', 1),
      [1, 'invoke', 'cas', [1, 2]],
      [1, 'fail', 'cas', [1, 2]],
    ])
    assert.equal((await check(cas)).code, 0)
    assert.equal((await check('--failed-cas-observes', cas)).code, 1)
  })

  it('--owners tells that only who took a lock can give it back', async () => {
    const lock = file('lock.jsonl', [...done(0, 'acquire', null), ...done(1, 'release', null)])
    assert.equal((await check(lock)).code, 0)
    assert.equal((await check('--owners', lock)).code, 1)
    const { err, code } = await check('--owners', path())
    assert.equal(code, 64)
    assert.match(err, /A cas-register has no owners/)
  })

  it('a history of writes alone is unknown', async () => {
    const { out, code } = await check(file('writes.jsonl', done(0, 'write', 1)))
    assert.equal(code, 2)
    assert.match(out, /Nothing was seen: no operation of the model cas-register ended with an ans/)
  })

  it('--allow-empty lets a history pass in which nothing was seen', async () => {
    const failed: Line[] = [
      [0, 'invoke', 'acquire', null],
      [0, 'fail', 'acquire', null],
    ]
    const faults: Line[] = [['fault', 'invoke', 'kill', {}]]
    for (const path of [file('failed.jsonl', failed), file('faults.jsonl', faults)]) {
      assert.equal((await check(path)).code, 2)
      const { out, code } = await check('--allow-empty', path)
      assert.equal(code, 0, out)
      assert.match(out, /^pass [^]*ended, so nothing was judged\./)
    }
    assert.equal((await check('--allow-empty', file('stale.jsonl', stale))).code, 1)
    const { err } = await check('--allow-empty', file('skew.jsonl', skew))
    assert.match(err, /--allow-empty is an option of linearizability, not of list-append/)
  })

  it('--consistency tells what was promised', async () => {
    const path = file('skew.jsonl', skew)
    const strict = await check(path)
    assert.equal(strict.code, 1)
    assert.match(strict.out, /G-single-item-realtime/)
    assert.equal((await check('--consistency', 'serializable', path)).code, 0)
  })

  it('--checker judges by what is asked', async () => {
    const path = file('lossy.jsonl', lossy)
    const lost = await check(path)
    assert.equal(lost.code, 1)
    assert.match(lost.out, /lost write: [^]*2 acknowledged, 1 kept, 1 lost/)
    const measured = await check('--checker', 'latency', path)
    assert.equal(measured.code, 0)
    assert.match(measured.out, /Summaries:\n +f +outcome +phase +count +p50/)
  })

  it('--linearizable, --gapless, --total, --negative-balances, --fixed-accounts and --guarantees are of one checker each', async () => {
    const stale = file('late.jsonl', [
      ...done(0, 'add', 1),
      ...done(1, 'read', []),
      ...done(1, 'read', [1]),
    ])
    const numbers = file('numbers.jsonl', [...done(0, 'generate', 1), ...done(0, 'generate', 3)])
    const balances = file('balances.jsonl', done(0, 'read', { a: 11, b: -1 }))
    const dropped = file('dropped.jsonl', [
      ...done(0, 'read', { a: 1, b: 0 }),
      ...done(0, 'read', { a: 1 }),
    ])
    const cases: [
      checker: string,
      path: string,
      without: number,
      option: string[],
      code: number,
    ][] = [
      ['set-full', stale, 0, ['--linearizable'], 1],
      ['sequence', numbers, 0, ['--gapless'], 1],
      ['bank', balances, 1, ['--negative-balances'], 0],
      ['bank', balances, 1, ['--total', '9.5', '--negative-balances'], 1],
      ['bank', dropped, 0, ['--fixed-accounts'], 1],
      ['staleness', stale, 1, ['--guarantees', 'monotonic-reads, read-your-writes'], 0],
      ['staleness', stale, 1, ['--guarantees', 'recency'], 1],
    ]
    for (const [checker, path, without, option, code] of cases) {
      assert.equal((await check('--checker', checker, path)).code, without, checker)
      assert.equal((await check('--checker', checker, ...option, path)).code, code, String(option))
      const stray = await check('--checker', 'latency', ...option, path)
      assert.equal(stray.code, 64)
      assert.match(stray.err, new RegExp(`${option[0]} is an option of ${checker}, not of latency`))
    }
  })

  it('--time-limit and --memory-limit end a search in unknown', async () => {
    // Which of these writes happened can be tried in 2 ** 16 ways, and no way shows the last key's 2 between its 1s.
    const keys = Array.from({ length: 16 }, (_, key) => key)
    const writes = keys.map((key): Line => [key, 'invoke', 'txn', [['w', key, 1]]])
    const last = [1, 2].map((value): Line => [value + 20, 'invoke', 'txn', [['w', 16, value]]])
    const reads = [1, 2, 1].flatMap((value) => done(50, 'txn', [['r', 16, value]]))
    const read = keys.map((key) => ['r', key, 1])
    const path = file('hard.jsonl', [...writes, ...last, ...reads, ...done(50, 'txn', read)])
    const limited = await check('--model', 'multi-register', '--memory-limit', '1K', path)
    assert.equal(limited.code, 2)
    assert.match(limited.out, /memory/)
    const timed = await check('--model', 'multi-register', '--time-limit', '0ms', path)
    assert.equal(timed.code, 2)
  })
})

describe('many histories', () => {
  it('are a line each, and the gravest decides', async () => {
    const [passes, fails] = [file('good.jsonl', good), file('stale.jsonl', stale)]
    const [none, broken] = [file('empty.jsonl', []), file('bad.jsonl', [[0, 'ok', 'read', 1]])]
    const { out, code } = await check(passes, none, fails)
    assert.equal(code, 1)
    assert.deepEqual(
      out.split('\n').map((line) => line.split(' ')[0]),
      ['pass', 'unknown', 'fail', ''],
    )
    assert.match(out, /stale read: /)
    assert.equal((await check(passes, passes)).code, 0)
    assert.equal((await check(none, passes)).code, 2)
    const withBroken = await check(broken, fails)
    assert.equal(withBroken.code, 64)
    assert.match(withBroken.out, /^error .*bad\.jsonl:1: .*\nfail /)
  })

  it('--json is an object a line', async () => {
    const paths = [file('good.jsonl', good), file('bad.jsonl', [[0, 'ok', 'read', 1]])]
    const { out, code } = await check('--json', ...paths)
    assert.equal(code, 64)
    const [judged, failed] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(judged.verdict, 'pass')
    assert.equal(judged.checks[0].result.engine, 'zones')
    assert.equal(failed.error.code, 'history')
  })
})

describe('a file that breaks off', () => {
  const operations = [
    '{:process 0 :type :invoke :f :write :value 1}',
    '{:process 0 :type :ok :f :write :value 1}',
    '{:process 1 :type :invoke :f :read}',
    '{:process 1 :type :ok :f :read :value 1}',
  ]
  const put = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  it('never passes, and a failure that was seen stays one', async () => {
    const whole = put('whole.edn', `[${operations.join(' ')}]`)
    assert.equal((await check(whole)).code, 0)
    const cut = put('cut.edn', `[${operations.join(' ')}`)
    const { code, out, err } = await check(cut)
    assert.equal(code, 2)
    assert.match(out, /^unknown .*\n  The file breaks off\./)
    assert.match(err, /cut\.edn:1: the list of maps has no end/)
    const bad = operations.with(3, operations[3].replace('1}', '7}'))
    assert.equal((await check(put('bad.edn', `[${bad.join(' ')}`))).code, 1)
    assert.match((await check(cut, whole)).out, /^unknown .*The file breaks off/)
    const jsonl = readFileSync(file('good.jsonl', good), 'utf8')
    assert.equal((await check(put('cut.jsonl', `${jsonl}{"index":4,"proc`))).code, 2)
    const ops = operations.map((_, i) => ({
      process: 0,
      type: i % 2 ? 'ok' : 'invoke',
      f: 'txn',
      value: [['append', 'x', i >> 1]],
    }))
    const json = JSON.stringify([
      ...ops,
      { process: 1, type: 'invoke', f: 'txn', value: [['r', 'x', null]] },
      { process: 1, type: 'ok', f: 'txn', value: [['r', 'x', [0, 1]]] },
    ])
    assert.equal((await check(put('whole.json', json))).code, 0)
    assert.equal((await check(put('cut.json', json.slice(0, -1)))).code, 2)
  })

  it('that is no history at all is refused', async () => {
    for (const [name, text] of Object.entries({
      'README.md': '# Title\n\nText.\n',
      'package.json': '{\n  "name": "x",\n  "type": "module"\n}\n',
      'rows.csv': 'process,type\n0,invoke\n',
      'list.json': '[1, 2, 3]',
      'core.clj': '(ns core)\n(defn f [x] {:type :ok})\n',
      'script.sh': '#!/bin/sh\necho\n',
      'data.edn': '{:a 1}',
      'app.log': 'INFO started\nINFO stopped\n',
      'word.json': '"invoke"',
      'image.png': '\u0089PNG\r\n',
    }))
      assert.equal((await check(put(name, text))).code, 64, name)
  })
})

describe('independent keys', () => {
  const tuples = (lines: [number, string, string, string][]): string =>
    lines
      .map(
        ([process, type, f, value]) =>
          `{:process ${process}, :type :${type}, :f :${f}, :value #jepsen.independent/tuple ${value}}\n`,
      )
      .join('')
  const put = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  it('are judged each by itself, whatever the checker', async () => {
    const queue = (came: number) =>
      tuples([
        [0, 'invoke', 'enqueue', '[1 7]'],
        [0, 'ok', 'enqueue', '[1 7]'],
        [0, 'invoke', 'enqueue', '["1" 8]'],
        [0, 'ok', 'enqueue', '["1" 8]'],
        [0, 'invoke', 'dequeue', '[1 nil]'],
        [0, 'ok', 'dequeue', `[1 ${came}]`],
        [0, 'invoke', 'dequeue', '["1" nil]'],
        [0, 'ok', 'dequeue', `["1" ${15 - came}]`],
      ])
    const set = (read: string) =>
      tuples([
        [0, 'invoke', 'add', '[1 7]'],
        [0, 'ok', 'add', '[1 7]'],
        [0, 'invoke', 'read', '[1 nil]'],
        [0, 'ok', 'read', `[1 ${read}]`],
      ])
    const register = (read: string) => set(read).replaceAll(':add', ':write')
    for (const [name, right, wrong] of [
      ['queue', queue(7), queue(8)],
      ['set', set('[7]'), set('[]')],
      ['register', register('7'), register('6')],
    ]) {
      const passes = await check(put(`${name}-right.edn`, right))
      assert.equal(passes.code, 0, passes.out + passes.err)
      const { code, out } = await check(put(`${name}-wrong.edn`, wrong))
      assert.equal(code, 1, name)
      assert.match(out, /: Key 1: /)
      assert.match(out, /, each key by itself\./)
    }
  })

  it('say which key is meant, and show its operations with the lines of the file', async () => {
    const path = put(
      'keys.edn',
      `; a comment\n${tuples([
        [0, 'invoke', 'write', '["1" 3]'],
        [0, 'ok', 'write', '["1" 3]'],
        [0, 'invoke', 'read', '[1 nil]'],
        [0, 'ok', 'read', '[1 3]'],
      ])}`,
    )
    const { out } = await check(path)
    assert.match(out, /thin-air read: Key 1: /)
    assert.match(out, /lines 4, 5 of the file/)
    assert.match(out, /2 operations of clients \(1 write, 1 read\)/)
    const [{ result }] = JSON.parse((await check('--json', path)).out).checks
    assert.deepEqual(result.failedKeys, [1])
    assert.deepEqual(
      result.anomalies[0].witness.map((each: { index: number; line: number }) => [
        each.index,
        each.line,
      ]),
      [
        [2, 4],
        [3, 5],
      ],
    )
  })

  it('may be asked for, and turned down', async () => {
    const pairs = file('pairs.jsonl', [
      [0, 'invoke', 'write', [5, 3]],
      [0, 'ok', 'write', [5, 3]],
      [0, 'invoke', 'read', [5, null]],
      [0, 'ok', 'read', [5, 3]],
    ])
    assert.match((await check(pairs)).out, /each key by itself/)
    assert.match((await check('--independent', pairs)).out, /each key by itself/)
    assert.doesNotMatch((await check('--no-independent', pairs)).out, /each key by itself/)
    const { code, err } = await check('--independent', file('good.jsonl', good))
    assert.equal(code, 64)
    assert.match(err, /good\.jsonl:1: the value is not \[key value\]/)
  })
})

describe("a run's folder", () => {
  const runFolder = (name: string, workload: string, options: object, lines: Line[]) =>
    makeRunFolder(join(folder, name), { lines, record: { workload, options: { ...options } } })

  it("is judged by its claims, and shown with its workload's checkers", async () => {
    const set = await check(runFolder('set', 'set', { workload: 'set' }, lossy))
    assert.equal(set.code, 1)
    assert.match(set.out, /^fail [^]* claim async-\S+: unknown\. No failover/)
    assert.match(set.out, /The fault kill-primary was asked for and never happened/)
    assert.match(set.out, /No claim allows what durability found: [^]*lost write/)
    assert.match(set.out, /lost write: [^]*by durability, as the run's workload set has it/)
    const isolation = { workload: 'list-append', isolation: 'serializable' }
    const lists = await check('--json', runFolder('lists', 'list-append', isolation, skew))
    const { checks } = JSON.parse(lists.out)
    assert.deepEqual(
      checks.map((each: { checker: string; result: object }) => each.checker),
      ['list-append', 'durability', 'staleness', 'integrity'],
    )
    assert.equal(checks[0].result.verdict, 'pass')
  })

  it('shows what was read and nobody wrote, by a checker that it has for the reads of standbys', async () => {
    const lines: Line[] = [
      [1, 'invoke', 'read', null, 1],
      [1, 'ok', 'read', 9, 1],
    ]
    const options = { workload: 'register', reads: 'standbys' }
    const { out, code } = await check(runFolder('ghost', 'register', options, lines))
    assert.equal(code, 1)
    assert.match(out, /thin-air read: A read of key 1 saw 9, which nobody wrote/)
  })

  it('is a line with the claim that decided, where there are many', async () => {
    const one = runFolder('one', 'set', { workload: 'set' }, lossy)
    const { out, code } = await check(one, one)
    assert.equal(code, 1)
    for (const line of out.trimEnd().split('\n'))
      assert.match(line, /^fail {5}\S*one {2}.* {2}claim unknown: No failover took place/)
  })

  it('needs a checker where its workload is not known', async () => {
    const path = runFolder('other', 'toString', {}, lossy)
    const { err, code } = await check(path)
    assert.equal(code, 64)
    assert.match(err, /run\.json doesn't tell the run's checkers and claims; .*--checker/)
    assert.equal((await check('--checker', 'durability', path)).code, 1)
  })
})

describe('public histories', { skip }, () => {
  const inside = (name: string) =>
    readdirSync(join(known, name)).map((each) => join(known, name, each))

  it("Knossos'", async () => {
    const knossos = ['--nil-reads-unknown', '--init', '0']
    const { out } = await check(...knossos, ...inside('knossos-cas-register-bad'))
    assert.match(out, /^(fail .*\n){7}$/)
    assert.equal((await check(...inside('knossos-mutex-bad'))).code, 1)
    const registers = ['--nil-reads-unknown', '--init', '{"x":0,"y":0}']
    assert.equal((await check(...registers, ...inside('knossos-multi-register-good'))).code, 0)
  })

  it("Porcupine's", async () => {
    const { out } = await check(...inside('porcupine-kv').filter((path) => !path.includes('c50')))
    const verdicts = out
      .trimEnd()
      .split('\n')
      .map((line) => /^(\w+) .*-(\w+)\.txt/.exec(line))
    assert.deepEqual(
      verdicts.map((found) => [found?.[1], found?.[2]]),
      ['bad', 'ok', 'bad', 'ok'].map((name) => [name === 'ok' ? 'pass' : 'fail', name]),
    )
  })

  it("Elle's, by the options inside the file", async () => {
    // Two read what nobody wrote; docs/verdicts.md says how Elle takes it.
    const alike = inside('elle-unit').filter((path) => !/052|078/.test(path))
    assert.equal(alike.length, 38)
    for (const path of alike) {
      const { result } = JSON.parse(readFileSync(path, 'utf8'))
      const { out, err } = await check('--json', path)
      assert.equal(err, '', path)
      const expected = { true: 'pass', false: 'fail', unknown: 'unknown' }[String(result['valid?'])]
      const [{ result: found }] = JSON.parse(out).checks
      assert.equal(found.verdict, expected, path)
      // Elle counts the lack of any edge as an anomaly; here it is the reason of `unknown`.
      const types = (result['anomaly-types'] ?? []).filter(
        (name: string) => name !== 'empty-transaction-graph',
      )
      assert.deepEqual(found.anomalyTypes, types, path)
      if (result.not !== undefined) assert.deepEqual(found.not, result.not, path)
    }
  })
})

describe('names', () => {
  it('every checker of the list bears its name there', () => {
    for (const [name, make] of Object.entries(checkers)) assert.equal(make().name, name)
  })

  it('nearest: the likeliest first, none where nothing is like it', () => {
    const names = ['durability', 'divergence', 'set', 'set-full']
    assert.deepEqual(nearest('durablity', names), ['durability'])
    assert.deepEqual(nearest('SET', names).slice(0, 2), ['set', 'set-full'])
    assert.deepEqual(nearest('elephant', names), [])
  })
})
