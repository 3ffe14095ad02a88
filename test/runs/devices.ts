import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import { untilProven } from './attempts.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const losesNothing = 'shared-disk-failover-is-rapid-and-loses-nothing'
const asAfterACrash = 'standby-starts-the-database-as-after-a-crash'
const oneServer = 'standby-never-accesses-the-disk-of-a-running-primary'
const bothDown = 'corrupt-disk-leaves-both-servers-nonfunctional'
const nobody = 'failed-disk-leaves-both-servers-nonfunctional'
const safe = 'committed-is-safe-from-power-loss'
const consistent = 'mirror-is-consistent'
const inStep = 'mirror-loses-nothing'
const isWaitedFor = 'mirror-is-waited-for'
const comesToBoth = 'damage-to-files-reaches-the-mirror'
const staysOnOne = 'damage-to-a-medium-stays-on-its-side'

interface Trial {
  about: string
  words: string[]
  /** Of those that are decided. */
  claims: Record<string, 'holds' | 'violated'>
  exitCode: 0 | 1 | 2
  loses: boolean
}

const shared = ['shared-disk', '--storage', 'device']
const mirrored = ['mirrored-disk', '--mirror', 'device']

/** On whatever machine: those that show that a device is one, and that what is bad is told. */
export const quick: readonly Trial[] = [
  {
    about: 'a disk that is mounted twice loses what was acknowledged',
    words: [...shared, '--fence-by', 'none', '--faults', 'cut-operator'],
    claims: { [losesNothing]: 'violated', [oneServer]: 'violated' },
    exitCode: 1,
    loses: true,
  },
  {
    about: 'a failover to a mirrored device loses nothing',
    words: [...mirrored, '--faults', 'kill-primary'],
    claims: { [consistent]: 'holds', [inStep]: 'holds' },
    exitCode: 0,
    loses: false,
  },
]

export const others: readonly Trial[] = [
  {
    about: 'a dead primary’s disk is mounted at the other node with all that was acknowledged',
    words: [...shared, '--faults', 'kill-primary'],
    claims: { [losesNothing]: 'holds', [asAfterACrash]: 'holds' },
    exitCode: 0,
    loses: false,
  },
  {
    about: 'a frozen primary is barred by the storage, and met by nobody',
    words: [...shared, '--fence-by', 'bar', '--faults', 'pause-primary'],
    claims: { [losesNothing]: 'holds', [oneServer]: 'holds' },
    exitCode: 0,
    loses: false,
  },
  {
    about: 'a server that was frozen for less than the operator’s patience has its disk still',
    words: [
      ...shared,
      '--patience',
      '10',
      '--faults',
      'pause-primary:for=1500',
      '--time-limit',
      '22',
    ],
    claims: {},
    exitCode: 2,
    loses: false,
  },
  {
    about: 'a primary that nobody sees keeps the lease',
    words: [...shared, '--fence-by', 'lease', '--faults', 'cut-operator'],
    claims: { [oneServer]: 'holds' },
    exitCode: 0,
    loses: false,
  },
  {
    about: 'a power cut of the storage loses nothing, and nobody goes on without it',
    words: [...shared, '--faults', 'kill-storage'],
    claims: { [safe]: 'holds', [nobody]: 'holds' },
    exitCode: 0,
    loses: false,
  },
  {
    about: 'it loses what nobody forced to the disk',
    words: [...shared, '--fsync', 'off', '--faults', 'kill-storage'],
    claims: {},
    exitCode: 1,
    loses: true,
  },
  {
    about: 'damage to the one copy leaves both servers nonfunctional',
    words: [...shared, '--faults', 'zero-page-primary:of=control'],
    claims: { [bothDown]: 'holds' },
    exitCode: 0,
    loses: false,
  },
  {
    about: 'damage to a file comes to both sides of a mirror',
    words: [...mirrored, '--faults', 'zero-page-primary:of=control'],
    claims: { [comesToBoth]: 'holds' },
    exitCode: 0,
    loses: false,
  },
  {
    about: 'damage below the files stays on one side of a mirror',
    words: [...mirrored, '--faults', 'rot-bit-primary:of=control:restart=crash'],
    claims: { [staysOnOne]: 'holds', [consistent]: 'holds', [inStep]: 'holds' },
    exitCode: 0,
    loses: false,
  },
  {
    about: 'a mirror that was away is lost with what was acknowledged without it',
    words: [...mirrored, '--faults', 'kill-primary:lead=5000', '--time-limit', '24'],
    claims: {},
    exitCode: 1,
    loses: true,
  },
  {
    about: 'a primary that stops without its mirror acknowledges nothing that is lost',
    words: [...mirrored, '--without-mirror', 'stop', '--faults', 'kill-standby'],
    claims: { [isWaitedFor]: 'holds' },
    exitCode: 0,
    loses: false,
  },
]

/** What a device of our own does under two topologies that hang on it. */
export function devices(trials: readonly Trial[], skip: string | false): void {
  describe('disks of our own under a database', { skip, concurrency: 2 }, () => {
    for (const { about, words, claims, exitCode, loses } of trials)
      test(about, async () => {
        const run = async () => {
          await using output = await outputFolder()
          const [topology, ...rest] = words
          const load = ['--rate', '100', '--concurrency', '4', '--seed', '7']
          return await runScenario(
            output.path,
            ['--runtime', 'docker', ...load, ...rest],
            {},
            topology,
          )
        }
        const isDecided = ({ results }: { results: RunResults }) =>
          Object.keys(claims).every((id) => verdictsOf(results)[id] !== undefined)
        const { results, exitCode: code } = await untilProven(run, isDecided)
        assert.equal(code, exitCode, tellRun(results))
        const said = verdictsOf(results)
        for (const [id, verdict] of Object.entries(claims))
          assert.equal(said[id], verdict, tellRun(results))
        assert.equal((results.lost ?? 0) > 0, loses, tellRun(results))
      })
  })
}

function verdictsOf({ claims }: RunResults): Record<string, string> {
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
}
