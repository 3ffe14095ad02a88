import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Way } from '../../scenarios/services/mirror/program/ways.ts'
import { sabotaged, type Sabotage } from './planted.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const consistent = 'mirror-is-consistent'
const latest = 'mirror-loses-the-latest-writes-only'
const bounded = 'interval-bounds-the-loss'

// What keeps mirrors is the one program for Node that works in its node's folder, and other nodes' do in theirs.
const freezeMirror = `exec node -e '
const { readdirSync, readFileSync, readlinkSync } = require("node:fs")
const isKeeper = (pid) => {
  try {
    const runs = readFileSync("/proc/" + pid + "/cmdline", "utf8")
    return readlinkSync("/proc/" + pid + "/cwd") === process.cwd() && runs.includes("mirror.json")
  } catch {}
}
const [keeper] = readdirSync("/proc").map(Number).filter((pid) => pid > 0 && pid !== process.pid && isKeeper(pid))
process.kill(keeper, "SIGSTOP")'`

/** What is done to mirrors behind the harness's back, and the claim that must find out. */
const defects = {
  'is no more made': {
    broken: bounded,
    async act({ rows, shell }) {
      await rows('elements', 10)
      await shell(freezeMirror)
    },
  },
  'lacks what it had': {
    broken: latest,
    async act({ rows, query }) {
      await rows('elements', 10)
      await query('DELETE FROM elements WHERE element < 5')
    },
  },
} satisfies Record<string, Pick<Sabotage, 'act'> & { broken: string }>

/** What a takeover with a mirror loses, and that a mirror which is none does not pass for one. */
export function mirroredDisks(
  runtime: RuntimeName,
  skip: string | false,
  naive: readonly Way[],
  planted: (keyof typeof defects)[],
): void {
  const concurrency = runtime === 'docker' ? 2 : true
  describe(`a mirrored disk on the ${runtime} runtime`, { skip, concurrency }, () => {
    test('loses what is younger than the last snapshot, and nothing else', async () => {
      await using output = await outputFolder()
      const { exitCode, results, latest: folder } = await run(runtime, output.path, [])
      assert.equal(exitCode, 0, tellRun(results))
      assert.ok(results.lost! > 0, tellRun(results))
      const verdicts = verdictsOf(results)
      assert.deepEqual(verdicts, { [consistent]: 'holds', [latest]: 'holds', [bounded]: 'holds' })
      const history = await readFile(join(folder, 'history.jsonl'), 'utf8')
      assert.match(history, /"mirror":\{"number":\d+,"received":\d+,"ageSeconds":/)
    })

    for (const way of naive)
      test(`a mirror made by ${way} is convicted, and the cluster is back all the same`, async () => {
        await using output = await outputFolder()
        const { exitCode, results } = await run(runtime, output.path, ['--mirror', way])
        assert.equal(results.error, undefined, tellRun(results))
        assert.equal(exitCode, 1, tellRun(results))
        const verdicts = verdictsOf(results)
        assert.ok([verdicts[consistent], verdicts[latest]].includes('violated'), tellRun(results))
      })

    for (const name of planted)
      test(`a mirror that ${name} is found out`, async () => {
        await using output = await outputFolder()
        const { act, broken } = defects[name]
        // The primary must live for longer than its mirror may be behind.
        const sabotage = { topology: 'mirrored-disk', words: { timeLimit: 40 }, act }
        const where = { fault: 'kill-primary', runtime, output: output.path, seed: 7 }
        const results = await sabotaged(sabotage, where)
        assert.equal(verdictsOf(results)[broken], 'violated', tellRun(results))
      })
  })
}

function run(runtime: RuntimeName, output: string, words: string[]) {
  const args = ['--runtime', runtime, '--seed', '7', '--faults', 'kill-primary', ...words]
  return runScenario(output, args, {}, 'mirrored-disk')
}

function verdictsOf({ claims }: RunResults): Record<string, string> {
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
}
