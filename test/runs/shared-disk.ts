import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { untilProven } from './attempts.ts'
import { sabotaged } from './planted.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const losesNothing = 'shared-disk-failover-is-rapid-and-loses-nothing'
const asAfterACrash = 'standby-starts-the-database-as-after-a-crash'
const oneServer = 'standby-never-accesses-the-disk-of-a-running-primary'
const noOverhead = 'shared-disk-avoids-synchronization-overhead'
const answersNobody = 'standby-answers-nobody'

/** Of a takeover that nothing else was wrong with. */
const sound = { [losesNothing]: 'holds', [asAfterACrash]: 'holds', [answersNobody]: 'holds' }

/** A run of a shared disk. */
async function run(runtime: RuntimeName, ...words: string[]) {
  await using output = await outputFolder()
  const load = ['--rate', '100', '--concurrency', '4', '--seed', '7']
  const args = ['--runtime', runtime, ...load, ...words]
  return await runScenario(output.path, args, {}, 'shared-disk')
}

/** On a machine that is busy enough a healthy primary is given up before anything was done to it. */
const untilDecided = (id: string, runtime: RuntimeName, ...words: string[]) =>
  untilProven(
    () => run(runtime, ...words),
    ({ results }) => verdictsOf(results)[id] !== undefined,
  )

/** What a takeover of a shared disk keeps. */
export function takeovers(runtime: RuntimeName, skip: string | false): void {
  const concurrency = runtime === 'docker' ? 2 : true
  describe(`a shared disk on the ${runtime} runtime`, { skip, concurrency }, () => {
    test('a dead primary’s disk is taken over with all that was acknowledged', async () => {
      const { exitCode, results } = await run(runtime, '--faults', 'kill-primary')
      assert.equal(exitCode, 0, tellRun(results))
      assert.deepEqual(verdictsOf(results), sound, tellRun(results))
      const [{ power }] = results.claims
      assert.ok(power!.acknowledgedBeforeTheTakeover > 0 && power!.walBytesReplayed > 0)
    })

    test('a frozen one is fenced before', async () => {
      const words = ['--faults', 'pause-primary']
      const { exitCode, results } = await untilDecided(oneServer, runtime, ...words)
      assert.equal(exitCode, 0, tellRun(results))
      assert.deepEqual(verdictsOf(results), { ...sound, [oneServer]: 'holds' }, tellRun(results))
      assert.ok(results.claims.find(({ id }) => id === oneServer)!.power!.fencedFirst > 0)
    })

    test('who stands by costs nothing', async () => {
      const { results } = await untilDecided(noOverhead, runtime, '--faults', 'kill-standby')
      assert.equal(verdictsOf(results)[noOverhead], 'holds', tellRun(results))
    })

    test('rows that are missing after a takeover are told', async () => {
      await using output = await outputFolder()
      const sabotage = {
        topology: 'shared-disk',
        words: { rate: 100, concurrency: 4 },
        async act(saboteur: Parameters<Parameters<typeof sabotaged>[0]['act']>[0]) {
          await saboteur.rows('elements', 10)
          await saboteur.query('DELETE FROM elements WHERE element < 5')
        },
      }
      const where = { fault: 'kill-primary', runtime, output: output.path, seed: 7 }
      const results = await sabotaged(sabotage, where)
      assert.equal(verdictsOf(results)[losesNothing], 'violated', tellRun(results))
    })
  })
}

/** Where folders stand for disks, one is never at two nodes. */
export function neverAtTwoNodes(): void {
  test('a shared disk that may be at two nodes is refused by the embedded runtime', async () => {
    for (const fenceBy of ['lease', 'none'])
      await assert.rejects(
        run('embedded', '--fence-by', fenceBy),
        /the embedded runtime can't do \(shared-disks\): use --runtime docker/,
      )
  })
}

/** What is only tried where a disk can be at two nodes: who may be there, and what two servers lose. */
export function atTwoNodes(skip: string | false): void {
  describe('a disk that two nodes share in containers', { skip, concurrency: 2 }, () => {
    test('who holds the lease is never met, however long nobody sees it', async () => {
      const words = ['--fence-by', 'lease', '--faults', 'cut-operator']
      const { exitCode, results } = await untilDecided(oneServer, 'docker', ...words)
      assert.equal(exitCode, 0, tellRun(results))
      assert.deepEqual(verdictsOf(results), { [oneServer]: 'holds' }, tellRun(results))
      const [{ power }] = results.claims
      assert.ok(power!.refusedByTheLease > 0 && power!.fencedFirst === 0)
      assert.equal(results.lost, 0)
    })

    test('the lease of who is dead is free', async () => {
      const words = ['--fence-by', 'lease', '--faults', 'kill-primary']
      const { exitCode, results } = await run('docker', ...words)
      assert.equal(exitCode, 0, tellRun(results))
      assert.deepEqual(verdictsOf(results), sound, tellRun(results))
    })

    test('two servers at one disk lose what was acknowledged', async () => {
      const words = ['--fence-by', 'none', '--faults', 'cut-operator']
      const { exitCode, results } = await run('docker', ...words)
      assert.equal(exitCode, 1, tellRun(results))
      assert.ok(results.lost! > 0, tellRun(results))
      const said = verdictsOf(results)
      assert.deepEqual([said[losesNothing], said[oneServer]], ['violated', 'violated'])
    })
  })
}

function verdictsOf({ claims }: RunResults): Record<string, string> {
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
}
