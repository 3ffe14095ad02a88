import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import type { Claim } from '../../../runner/claim.ts'
import { copyOfTheOther as copyOfTheOtherIn } from './copy-of-the-other.ts'
import { goesOnAlone as goesOnAloneIn } from './goes-on-alone.ts'
import { oneWriter as oneWriterIn } from './one-writer.ts'
import { noConflicts } from './no-conflicts.ts'
import {
  add,
  asked,
  atRest,
  conflicts,
  evidence,
  failover,
  fault,
  finalRead,
  writers,
} from './run.fixture.ts'
import { options } from './options.ts'
import { trialOf } from './trial.ts'

type Lines = Parameters<typeof evidence>

const trial = trialOf(options.parse({}))
const oneWriter = oneWriterIn(trial)
const goesOnAlone = goesOnAloneIn(trial)
const copyOfTheOther = copyOfTheOtherIn(trial)

const told = (claim: Pick<Claim, 'decide'>, ...lines: Lines) => {
  const { verdict, reason } = claim.decide(counted(0), evidence(...lines))
  return `${verdict}: ${reason}`
}

describe('each set is modified by one server', () => {
  const written = [add(0, { node: 'london' }), add(1, { node: 'paris' }), add(3, { node: 'paris' })]
  const looked = [writers('london'), writers('paris')]

  test('holds where each acknowledged its own, and the servers know of nothing else', () => {
    const { verdict, power } = oneWriter.decide(counted(0), evidence(...written, ...looked))
    assert.deepEqual({ verdict, power }, { verdict: 'holds', power: { writesOfEachOffice: 1 } })
  })

  test('is violated by what another acknowledged, and not by what it refused', () => {
    const astray = (type: 'ok' | 'fail') =>
      told(oneWriter, ...written, add(2, { node: 'paris', type }), ...looked)
    assert.match(astray('ok'), /^violated: paris acknowledged a write of row 2, which is london's/)
    assert.match(astray('fail'), /^holds/)
  })

  test('is violated by a row that the servers know to be another’s', () => {
    const row = 'row 4 of elements was written here'
    const found = told(oneWriter, ...written, writers('london'), writers('paris', [row]))
    assert.equal(found, `violated: On paris ${row}.`)
  })

  test('a transaction over offices is all of theirs to acknowledge', () => {
    const value = [
      ['append', 0, 1],
      ['append', 1, 1],
    ]
    const by = (node: string) => asked({ f: 'txn', value, node })
    assert.match(told(oneWriter, by('london2+paris'), ...looked), /^holds: 1 writes of london's/)
    const [first] = value
    const ofOne = asked({ f: 'txn', value: [first, ['r', 1, []]], node: 'london+paris' })
    assert.match(told(oneWriter, ofOne, ...looked), /^unknown: No write of paris's rows/)
    assert.match(told(oneWriter, by('london'), ...looked), /^violated: london acknowledged/)
  })

  test('a compare-and-set is a write of its register', () => {
    const cas = (key: number, node: string) => asked({ f: 'cas', key, value: [1, 2], node })
    const own = [cas(0, 'london'), cas(1, 'paris')]
    assert.match(told(oneWriter, ...own, ...looked), /^holds: 1 writes of london's/)
    assert.match(told(oneWriter, ...own, cas(1, 'london'), ...looked), /^violated: london ack/)
  })

  test('is unknown where one wrote nothing, or was not looked at', () => {
    assert.match(told(oneWriter, written[1], ...looked), /^unknown: No write of london's rows/)
    assert.match(told(oneWriter, ...written, looked[0]), /^unknown: Who wrote the rows of paris/)
  })
})

describe('each office goes on alone', () => {
  const killed = fault('kill-london', { nodes: ['london'] })
  const refused = add(0, { node: 'london', type: 'fail' })
  const going = add(1, { node: 'paris' })

  test('holds where the rows of one go on, and those of the one that is away do not', () => {
    const { verdict, reason, power } = goesOnAlone.decide(
      counted(0),
      evidence(killed, refused, going),
    )
    assert.equal(verdict, 'holds', reason)
    assert.deepEqual(power, { writesWhileAway: 2 })
    assert.match(
      reason,
      /london away, 0 of 1 writes of london's.*another away, 1 of 1 writes of paris's/,
    )
  })

  test('is violated where it needs the other, or the other stands in', () => {
    for (const stuck of [
      [add(1, { node: 'paris', took: 2, type: 'info' })],
      [add(1, { node: 'paris', type: 'fail' })],
    ])
      assert.match(told(goesOnAlone, killed, ...stuck), /^violated: .*0 of 1 writes of paris's/)
    const standing = add(0, { node: 'london' })
    assert.match(
      told(goesOnAlone, killed, standing, going),
      /^violated: .*1 of 1 writes of london's/,
    )
  })

  test('is unknown where a transaction over both may have held the rows', () => {
    const value = [
      ['append', 0, 7],
      ['append', 1, 8],
    ]
    const stuck = add(1, { node: 'paris', took: 2, type: 'info' })
    const both = (node: string) => asked({ f: 'txn', value, node }, { type: 'info' })
    assert.match(told(goesOnAlone, killed, both('london+paris'), stuck), /^unknown: .* had locked/)
    assert.match(told(goesOnAlone, killed, both('london'), stuck), /^violated/)
    const standing = add(0, { node: 'london' })
    assert.match(told(goesOnAlone, killed, both('london+paris'), standing), /^violated/)
  })

  test('a way lost between the two leaves both their rows', () => {
    const cut = fault('cut-replication', {
      nodes: ['london', 'paris'],
      links: ['london-to-paris', 'paris-to-london'],
    })
    assert.match(told(goesOnAlone, cut, add(0, { node: 'london' }), going), /^holds/)
    assert.match(told(goesOnAlone, cut, refused, going), /^violated: .*writes of london's/)
  })

  test('a partition takes an office from its clients too', () => {
    const lost = ['clients to paris', 'paris to clients', 'london to paris', 'paris to london']
    const cut = fault('partition-paris', { nodes: ['paris'], lost })
    const london = add(0, { node: 'london' })
    const paris = add(1, { node: 'paris', took: 2, type: 'info' })
    assert.match(told(goesOnAlone, cut, london, paris), /^holds/)
    assert.match(told(goesOnAlone, cut, london, going), /^violated/)
  })

  test('where an office has a standby, nothing is said of what becomes of its own rows', () => {
    const guarded = goesOnAloneIn(trialOf(options.parse({ standbys: 1 })))
    const standing = add(0, { node: 'london2' })
    assert.match(told(guarded, killed, standing, going), /^holds: While kill-london kept another/)
    assert.match(told(guarded, killed, standing), /^unknown/)
  })

  test('is unknown where nobody tried, or not for long, or beside another fault', () => {
    assert.match(told(goesOnAlone, killed), /^unknown/)
    assert.match(told(goesOnAlone, killed, refused), /^unknown/)
    assert.match(
      told(goesOnAlone, killed, add(1, { node: 'paris', at: 3.8, took: 2, type: 'info' })),
      /^unknown/,
    )
    const both = fault('kill-paris', { nodes: ['paris'] }, [3, 6])
    assert.match(told(goesOnAlone, killed, both, refused, going), /^unknown/)
  })

  test('is on trial where an office was surely alone, whatever was aimed at', () => {
    const { trial: isOn } = goesOnAlone
    assert.ok(typeof isOn === 'function')
    assert.equal(isOn(evidence(killed)), true)
    assert.equal(isOn(evidence(going)), false)
    const value = { nodes: ['london'], links: ['london-to-paris'] }
    assert.equal(isOn(evidence(fault('delay-replication', value))), false)
    assert.equal(isOn(evidence(fault('flap-london', { nodes: ['london'] }))), false)
  })
})

describe('each holds a copy of the other', () => {
  test('holds where both hold the same, and some of it crossed each way', () => {
    const same = [atRest('london', [0, 1, 3]), atRest('paris', [0, 1, 3])]
    const { verdict, power } = copyOfTheOther.decide(counted(0), evidence(...same))
    assert.deepEqual({ verdict, power }, { verdict: 'holds', power: { rowsThatCrossed: 1 } })
    const registers = { 0: 5, 1: 6, 2: null, 3: null }
    assert.match(
      told(copyOfTheOther, atRest('london', registers), atRest('paris', registers)),
      /^holds/,
    )
  })

  test('is violated by a row that one lacks or has otherwise', () => {
    assert.equal(
      told(copyOfTheOther, atRest('london', [0, 1, 2]), atRest('paris', [0, 1])),
      'violated: At rest row 2 is true on london and missing on paris.',
    )
    assert.equal(
      told(copyOfTheOther, atRest('london', { 0: 5, 1: 6 }), atRest('paris', { 0: 5, 1: 7 })),
      'violated: At rest row 1 is 6 on london and 7 on paris.',
    )
  })

  test('is violated by a row of a table that one drew otherwise', () => {
    const drawn = (node: string, at: number) =>
      finalRead(node, 'rows', [
        [0, 7],
        [1, at],
      ])
    assert.match(
      told(copyOfTheOther, drawn('london', 8), drawn('paris', 9)),
      /^violated: At rest row 1 of the rows is \[1,8\] on london and \[1,9\] on paris/,
    )
    assert.match(told(copyOfTheOther, drawn('london', 8), drawn('paris', 8)), /^holds/)
  })

  test('is unknown where nothing crossed in one way, or a copy was not read', () => {
    assert.match(told(copyOfTheOther, atRest('london', [0]), atRest('paris', [0])), /^unknown/)
    const unwritten = { 0: 5, 1: null }
    assert.match(
      told(copyOfTheOther, atRest('london', unwritten), atRest('paris', unwritten)),
      /^unknown/,
    )
    assert.match(told(copyOfTheOther, atRest('london', [0, 1])), /^unknown: Not all that paris/)
  })
})

describe('no conflict is to be resolved', () => {
  const claim = noConflicts(trial)
  const written = [add(0, { node: 'london' }), add(1, { node: 'paris' }), add(3, { node: 'paris' })]
  const same = [...written, atRest('london', [0, 1, 3]), atRest('paris', [0, 1, 3])]
  const looked = [conflicts('london'), conflicts('paris')]

  test('holds where both wrote, hold the same, and no server told of one', () => {
    const { verdict, power } = claim.decide(counted(0), evidence(...same, ...looked))
    assert.deepEqual({ verdict, power }, { verdict: 'holds', power: { writesOfEachOffice: 1 } })
  })

  test('is violated by what a server tells, or by rows that are not the same', () => {
    const line = 'conflict detected on relation "public.registers": conflict=update_origin_differs'
    const met = [conflicts('london'), conflicts('paris', [line])]
    assert.equal(told(claim, ...same, ...met), `violated: On paris: ${line}`)
    const other = [atRest('london', [0, 1]), atRest('paris', [0, 1, 3])]
    assert.match(told(claim, ...other, ...looked), /^violated: At rest row 3 is missing on london/)
    const lost = [...other, ...looked, failover('paris', 'paris2', 3)]
    assert.match(told(claim, ...lost), /^unknown: At rest row 3 .* A failover/)
  })

  test('is unknown where a server was not looked at, or not every office wrote', () => {
    assert.match(told(claim, ...same, looked[0]), /^unknown: Whether paris/)
    const one = [written[0], atRest('london', [0]), atRest('paris', [0])]
    assert.match(told(claim, ...one, ...looked), /^unknown: Not every office wrote/)
    const accounts = { 0: 20, 1: 20 }
    const unwritten = [written[0], atRest('london', accounts), atRest('paris', accounts)]
    assert.match(told(claim, ...unwritten, ...looked), /^unknown: Not every office wrote/)
  })
})
