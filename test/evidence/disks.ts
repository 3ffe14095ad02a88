import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { says, type Experiment } from './experiment.ts'

const rate = 100
/** For a primary that goes on alone for some seconds before it is killed. */
const timeLimit = 24

interface OfSharedDisk {
  fault: string
  words: Record<string, unknown>
  expects: string
  seen: Experiment['seen']
}

const ofSharedDisk = ({ fault, words, expects, seen }: OfSharedDisk): Experiment => ({
  id: `docker ${fault} shared disk, ${Object.entries(words).flat().join(' ')}`,
  expects,
  runtime: 'docker',
  fault,
  topology: 'shared-disk',
  words: { ...words, rate },
  seeds: 20,
  seen,
})

const nothingLost = ({ verdict, lost }: RunResults) => verdict === 'pass' && lost === 0

/** A takeover of the very data of a server that is dead, or is certainly kept off them. */
const takenOver = (fault: string, words: Record<string, unknown>) =>
  ofSharedDisk({
    fault,
    words,
    expects: 'another server takes the disk over, and nothing that was acknowledged is lost',
    seen: (results) =>
      nothingLost(results) && says(results, 'shared-disk-failover-is-rapid-and-loses-nothing'),
  })

/** Whoever holds the lease keeps it, though nobody hears of it. */
const refused = (fault: string, words: Record<string, unknown>) =>
  ofSharedDisk({
    fault,
    words: { fenceBy: 'lease', ...words },
    expects: 'a server that holds the lease is met by no other, and nothing is lost',
    seen: (results) =>
      nothingLost(results) && says(results, 'standby-never-accesses-the-disk-of-a-running-primary'),
  })

const twoAtOnce = (words: Record<string, unknown>) =>
  ofSharedDisk({
    fault: 'cut-operator',
    words: { fenceBy: 'none', ...words },
    expects: 'known to be bad: two servers run on one disk, and lose what they acknowledged',
    seen: (results) =>
      results.verdict === 'fail' &&
      says(results, 'standby-never-accesses-the-disk-of-a-running-primary', 'violated'),
  })

const device = { storage: 'device' }

const powerCut = ofSharedDisk({
  fault: 'kill-storage',
  words: device,
  expects: 'the storage loses its power: nobody goes on without it, and nothing is lost',
  seen: (results) => nothingLost(results) && says(results, 'committed-is-safe-from-power-loss'),
})

const powerCutUnflushed = ofSharedDisk({
  fault: 'kill-storage',
  words: { ...device, fsync: 'off' },
  expects: 'known to be bad: what nobody forced to the disk is lost with its power',
  seen: ({ verdict, lost }) => verdict === 'fail' && (lost ?? 0) > 0,
})

const mirroredDevice = (
  fault: string,
  words: Record<string, unknown>,
  expects: string,
  seen: Experiment['seen'],
): Experiment => ({
  id: `docker ${fault} mirror by device, ${Object.entries(words).flat().join(' ')}`.replace(
    /, $/,
    '',
  ),
  expects,
  runtime: 'docker',
  fault,
  topology: 'mirrored-disk',
  words: { mirror: 'device', ...words, rate },
  seeds: 20,
  seen,
})

const inStep = (fault: string) =>
  mirroredDevice(
    fault,
    {},
    'a failover to a mirror that is in step loses nothing',
    (results) => nothingLost(results) && says(results, 'mirror-loses-nothing'),
  )

const mirrored = (
  runtime: RuntimeName,
  mirror: string,
  expects: string,
  seen: (results: RunResults) => boolean,
): Experiment => ({
  id: `${runtime} kill-primary mirror by ${mirror}`,
  expects,
  runtime,
  fault: 'kill-primary',
  topology: 'mirrored-disk',
  words: { mirror, rate },
  seeds: 20,
  seen,
})

/** The control file is written while the mirror is away, and turns before that is back. */
const rottenResync = [
  { fault: 'cut-replication', at: '1s', until: '12s' },
  { fault: 'rot-bit-primary:of=control:restart=crash', at: '8s', until: '28s' },
]

const ofMirrors = new Set(['mirror-is-consistent', 'mirror-loses-the-latest-writes-only'])
const isConvicted = ({ verdict, claims }: RunResults) =>
  verdict === 'fail' &&
  claims.some(({ id, verdict: said }) => ofMirrors.has(id) && said === 'violated')

/** Disks that two nodes share, and disks of which one node has a copy. */
export const disks: readonly Experiment[] = [
  takenOver('kill-primary', { fenceBy: 'kill' }),
  refused('pause-primary', {}),
  twoAtOnce({}),
  takenOver('kill-primary', { fenceBy: 'kill', ...device }),
  takenOver('pause-primary', { fenceBy: 'kill', ...device }),
  takenOver('pause-primary', { fenceBy: 'bar', ...device }),
  takenOver('kill-primary', { fenceBy: 'lease', ...device }),
  refused('cut-operator', device),
  twoAtOnce(device),
  powerCut,
  powerCutUnflushed,
  inStep('kill-primary'),
  inStep('pause-primary'),
  mirroredDevice(
    'kill-primary:lead=5000',
    { timeLimit },
    'known to be bad: a primary that went on alone, as its mirror was away, is lost with what it acknowledged meanwhile',
    ({ verdict, lost }) => verdict === 'fail' && (lost ?? 0) > 0,
  ),
  mirroredDevice(
    'kill-primary:lead=5000',
    { withoutMirror: 'stop', timeLimit },
    'a primary that stops without its mirror acknowledges nothing that the mirror lacks, so nothing is lost',
    nothingLost,
  ),
  mirroredDevice(
    'zero-page-primary:of=control',
    {},
    'damage to a file comes to both sides, and neither server starts on it',
    (results) => nothingLost(results) && says(results, 'damage-to-files-reaches-the-mirror'),
  ),
  mirroredDevice(
    'rot-bit-primary:of=control:restart=crash',
    {},
    'damage below the files of one disk stays there, and the other takes over without it',
    (results) => nothingLost(results) && says(results, 'damage-to-a-medium-stays-on-its-side'),
  ),
  {
    id: 'docker mirror by device, brought up to date from a rotten disk',
    expects:
      'known to be bad: a mirror that was away gets its blocks from the disk, rotten ones too, and its server refuses them',
    runtime: 'docker',
    topology: 'mirrored-disk',
    words: { mirror: 'device', schedule: rottenResync, patience: 60, timeLimit: 30, rate },
    seeds: 20,
    seen: (results) => says(results, 'damage-to-a-medium-stays-on-its-side', 'violated'),
  },
  {
    id: 'embedded flip-bit-primary:of=control hot standby',
    expects:
      'damage to a file of the primary stays there, and a streaming standby takes over without it',
    runtime: 'embedded',
    fault: 'flip-bit-primary:of=control',
    words: { rate },
    seeds: 20,
    seen: (results) => results.lost === 0 && says(results, 'damage-stays-on-its-server'),
  },
  mirrored(
    'embedded',
    'snapshot',
    'a failover loses what is younger than the last snapshot, and nothing else',
    ({ verdict, lost }) => verdict === 'pass' && (lost ?? 0) > 0,
  ),
  ...['one-pass', 'control-last'].map((way) =>
    mirrored(
      'embedded',
      way,
      'known to be bad: files that were copied one after the other are refused by a server, or are wrong',
      isConvicted,
    ),
  ),
]
