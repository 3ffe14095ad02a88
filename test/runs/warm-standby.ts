import assert from 'node:assert/strict'
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
  describe(`a warm standby on the ${runtime} runtime`, { skip, concurrency: 2 }, () => {
    test('loses what was not shipped, and no more than its timeout and a segment', async () => {
      await using output = await outputFolder()
      const args = ['--runtime', runtime, '--seed', '7', ...flags]
      const { exitCode, results } = await runScenario(output.path, args, {}, 'warm-standby')
      assert.equal(exitCode, 0, told(results))
      assert.ok(results.lost! > 0, told(results))
      assert.deepEqual(verdictsOf(results), { [kept]: 'holds', [bounded]: 'holds' })
      assert.ok(results.claims[1].power!.olderWrites > 0)
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

function verdictsOf({ claims }: RunResults): Record<string, string> {
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
}

function told({ claims, findings, error, lost }: RunResults): string {
  return JSON.stringify({ lost, claims, findings, error }, null, 2)
}
