import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { JsonReport } from '../../reports/json.ts'
import { splitbrain } from '../runs/splitbrain.ts'
import { add, failover, lossy, makeRunFolder, read, type Made } from './run-folder.ts'

const parent = mkdtempSync(join(tmpdir(), 'splitbrain-recorded-'))
after(() => rmSync(parent, { recursive: true }))

let made = 0
const folderOf = (run: Made) => makeRunFolder(join(parent, `run-${made++}`), run)

const brokeOff = (phase: string) => ({ error: { code: 'crash', message: 'It was killed.', phase } })
const sync = { record: { options: { sync: 'on' } } }
const kept = [...add(1), ...add(2), ...failover, ...read([1, 2])]

interface Case {
  name: string
  run: Made
  /** Of `check`, and of `report` where that is another one. */
  exit: number
  exitOfReport?: number
  claim: string
  acknowledged: number
  lost: number | null
}

const cases: Case[] = [
  {
    name: 'a loss that the claim allows passes',
    run: { lines: lossy },
    exit: 0,
    claim: 'holds',
    acknowledged: 3,
    lost: 1,
  },
  {
    name: 'a loss that the claim forbids fails',
    run: { lines: lossy, ...sync },
    exit: 1,
    claim: 'violated',
    acknowledged: 3,
    lost: 1,
  },
  {
    name: 'a page that could not be written says nothing against the run',
    run: { lines: lossy, results: brokeOff('report') },
    exit: 0,
    claim: 'holds',
    acknowledged: 3,
    lost: 1,
  },
  {
    name: 'a run that was killed before its final reads has the writes of its history, and is unknown',
    run: { lines: [...add(1), ...add(2), ...failover], results: brokeOff('load and faults') },
    exit: 2,
    exitOfReport: 70,
    claim: 'unknown',
    acknowledged: 2,
    lost: null,
  },
  {
    name: 'a run that was killed never passes, though its claim holds so far',
    run: { lines: kept, ...sync, results: brokeOff('stop') },
    exit: 2,
    exitOfReport: 70,
    claim: 'holds',
    acknowledged: 2,
    lost: 0,
  },
  {
    name: 'a violation that was seen before the run was killed stays one',
    run: { lines: lossy, ...sync, results: brokeOff('final reads') },
    exit: 1,
    exitOfReport: 70,
    claim: 'violated',
    acknowledged: 3,
    lost: 1,
  },
  {
    name: 'a run that was killed as it started has nothing to tell',
    run: { lines: [], results: brokeOff('start') },
    exit: 2,
    exitOfReport: 70,
    claim: 'unknown',
    acknowledged: 0,
    lost: null,
  },
]

describe("a run's folder is judged by its claims", { concurrency: 2 }, () => {
  for (const { name, run, exit, exitOfReport = exit, claim, acknowledged, lost } of cases)
    test(name, async () => {
      const folder = folderOf(run)
      const checked = await splitbrain(['check', folder])
      assert.equal(checked.exitCode, exit, checked.stdout + checked.stderr)
      assert.match(checked.stdout, new RegExp(`^ +claim [a-z-]+: ${claim}\\. `, 'm'))
      const reported = await splitbrain(['report', folder, '--json'])
      assert.equal(reported.exitCode, exitOfReport, reported.stderr)
      const [told] = (JSON.parse(reported.stdout) as JsonReport).runs
      assert.equal(told.claims[0].verdict, claim)
      assert.equal(told.acknowledged, acknowledged)
      assert.equal(told.lost, lost)
      assert.ok(existsSync(join(folder, 'report.html')))
    })
})

describe(
  "what is no run's folder, or a damaged one, is one line and 64",
  { concurrency: 2 },
  () => {
    const damages: [name: string, damage: (folder: string) => void, told: RegExp][] = [
      ['of a later version', (folder) => write(folder, 'run.json', '{"format": 2}'), /format 2/],
      [
        'with results of a later version',
        (folder) => write(folder, 'results.json', '{"format": 2}'),
        /format 2/,
      ],
      ['whose history was emptied', (folder) => write(folder, 'history.jsonl', ''), /is empty/],
      ['whose run.json is a list', (folder) => write(folder, 'run.json', '[]'), /run\.json/],
      [
        'whose results are cut off',
        (folder) => write(folder, 'results.json', '{"ph'),
        /results\.json/,
      ],
      ['without results', (folder) => rmSync(join(folder, 'results.json')), /results\.json/],
      [
        'with options that are none',
        (folder) => makeRunFolder(folder, { lines: lossy, record: { options: { sync: 'maybe' } } }),
        /doesn't tell the run's checkers and claims/,
      ],
      [
        'whose topology is gone',
        recorded({ scenario: 'chain' }),
        /no scenario "chain": there are /,
      ],
      ['whose topology is misspelt', recorded({ scenario: 'hot-stanby' }), /mean hot-standby\?/],
      [
        'whose workload is gone',
        recorded({ workload: 'sets' }),
        /no workload "sets": .* mean set\?/,
      ],
      [
        'whose fault is gone',
        recorded({ options: { faults: ['melt'] } }),
        /no fault "melt": there /,
      ],
      [
        'of a fault whose target its cluster lacks',
        recorded({ options: { faults: ['kill-n9'] } }),
        /no fault "kill-n9": did you mean kill-n1/,
      ],
      [
        'with an option that is no more',
        recorded({ options: { sync: 'on', synk: 'on' } }),
        /no option of hot-standby "synk": did you mean sync/,
      ],
      [
        'whose workload its topology refuses by now',
        recorded({ workload: 'bank', options: { reads: 'any' } }),
        /hot-standby can't carry bank: /,
      ],
    ]
    for (const [name, damage, told] of damages)
      test(name, async () => {
        const folder = folderOf({ lines: lossy })
        damage(folder)
        for (const command of ['check', 'report']) {
          const { exitCode, stderr, stdout } = await splitbrain([command, folder])
          assert.equal(exitCode, 64, `${command}: ${stdout}${stderr}`)
          assert.match(stderr, told)
          assert.doesNotMatch(stderr.replace(/^warning: .*\n/, ''), /\n/)
          assert.equal(stdout, '')
        }
      })

    test('whose states are broken', async () => {
      const folder = folderOf({ lines: lossy })
      write(folder, 'state.jsonl', '{"timeNs":1}\n')
      const { exitCode, stderr } = await splitbrain(['report', folder])
      assert.equal(exitCode, 64)
      assert.match(stderr, /^splitbrain: \S*state\.jsonl:1: [^\n]*$/)
    })
  },
)

/** A folder of a run that is whole, but for what it says that it was. */
function recorded(record: Made['record']) {
  return (folder: string) => void makeRunFolder(folder, { lines: lossy, record })
}

function write(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}
