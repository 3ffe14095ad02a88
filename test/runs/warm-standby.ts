import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { sabotaged, type Sabotage } from './planted.ts'
import { outputFolder, runScenario } from './splitbrain.ts'

// The primary must have lived for longer than what it may lose, or nothing could break the bound.
const words = { archiveTimeout: 1, timeLimit: 20, rate: 100, concurrency: 2 }
const flags = '--archive-timeout 1 --time-limit 20 --rate 100 --concurrency 2'.split(' ')

const kept = 'warm-standby-loses-what-was-not-shipped'
const bounded = 'archive-timeout-bounds-the-loss'

/** Puts another archive_command in the place of the primary's own. */
const shipping =
  (instead: (own: string) => string) => async (saboteur: Parameters<Sabotage['act']>[0]) => {
    await saboteur.rows('elements', 10)
    const [{ own }] = await saboteur.query(`SELECT current_setting('archive_command') AS own`)
    await saboteur.configure(`archive_command = '${instead(String(own)).replaceAll("'", "''")}'`)
  }

/** Archives that are none, and what must be said of each claim. */
const archives = {
  'keeps nothing of what it takes': {
    act: shipping(() => 'true'),
    said: { [kept]: 'violated', [bounded]: 'violated' },
  },
  'keeps every other segment': {
    act: shipping((own) => `case %f in *[02468ACE]) true;; *) ${own};; esac`),
    said: { [kept]: 'violated', [bounded]: 'violated' },
  },
  'takes nothing': {
    act: shipping(() => 'false'),
    said: { [kept]: 'holds', [bounded]: 'unknown' },
  },
} satisfies Record<string, Pick<Sabotage, 'act'> & { said: Record<string, string> }>

/** What a failover to a warm standby loses, and that an archive which is none does not pass for one. */
export function warmStandbys(
  runtime: RuntimeName,
  skip: string | false,
  planted: (keyof typeof archives)[],
): void {
  const concurrency = runtime === 'docker' ? 2 : true
  describe(`a warm standby on the ${runtime} runtime`, { skip, concurrency }, () => {
    test('loses what was not shipped, and no more than its timeout and a segment', async () => {
      await using output = await outputFolder()
      const args = ['--runtime', runtime, '--seed', '7', ...flags]
      const { exitCode, results } = await runScenario(output.path, args, {}, 'warm-standby')
      assert.equal(exitCode, 0, told(results))
      assert.ok(results.lost! > 0, told(results))
      assert.deepEqual(verdictsOf(results), { [kept]: 'holds', [bounded]: 'holds' })
      assert.ok(results.claims[1].power!.olderWrites > 0)
    })

    // Without containers the finding archive-gap is that run.
    if (runtime === 'docker')
      test('a segment that the archive lost is named', async () => {
        const { exitCode, results, segment } = await withGap(runtime, 'lose-segment', 26)
        assert.equal(exitCode, 1, told(results))
        assert.equal(verdictsOf(results)[kept], 'violated', told(results))
        const { reason } = results.claims[0]
        assert.match(reason, new RegExp(`the archive lacks segment ${segment}, and has [1-9]`))
      })

    // Of its runtime it says nothing, and it takes a minute.
    if (runtime === 'embedded')
      test('nothing is said of one that was found in time', async () => {
        // Long enough for the gap to be closed, and the standby to catch up, before what may be lost is written.
        const { exitCode, results, segment } = await withGap(
          runtime,
          'lose-segment:found=before',
          56,
        )
        assert.ok(segment, told(results))
        assert.equal(exitCode, 0, told(results))
        assert.deepEqual(verdictsOf(results), { [kept]: 'holds', [bounded]: 'holds' })
      })

    for (const name of planted)
      test(`an archive that ${name} is found out`, async () => {
        await using output = await outputFolder()
        const { act, said } = archives[name]
        const sabotage = { topology: 'warm-standby', words, act }
        const where = { fault: 'kill-primary', runtime, output: output.path, seed: 7 }
        const results = await sabotaged(sabotage, where)
        assert.equal(results.error, undefined)
        assert.deepEqual(verdictsOf(results), said, told(results))
        assert.notEqual(results.verdict, 'pass')
      })
  })
}

/** A run whose archive loses a segment before the primary dies, and the name of that segment. */
async function withGap(runtime: RuntimeName, fault: string, seconds: number) {
  await using output = await outputFolder()
  const load = ['--archive-timeout', '1', '--rate', '100', '--concurrency', '2']
  const time = ['--time-limit', String(seconds), '--seed', '7']
  const words = ['--runtime', runtime, '--faults', `${fault},kill-primary`, ...load, ...time]
  const run = await runScenario(output.path, words, {}, 'warm-standby')
  const history = await readFile(join(run.latest, 'history.jsonl'), 'utf8')
  return { ...run, segment: /"segment":"(?<name>[0-9A-F]{24})"/.exec(history)?.groups?.name }
}

/** Of the two that speak of what was shipped. */
function verdictsOf({ claims }: RunResults): Record<string, string> {
  const both = claims.filter(({ id }) => id === kept || id === bounded)
  return Object.fromEntries(both.map(({ id, verdict }) => [id, verdict]))
}

function told({ claims, findings, error, lost }: RunResults): string {
  return JSON.stringify({ lost, claims, findings, error }, null, 2)
}
