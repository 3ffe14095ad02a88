import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Experiment } from './experiment.ts'

const rate = 100

/** A takeover of the very data of a server that is dead, or is certainly kept off them. */
const takenOver = (fault: string, fenceBy: string): Experiment => ({
  id: `docker ${fault} shared disk, fenced by ${fenceBy}`,
  expects: 'another server takes the disk over, and nothing that was acknowledged is lost',
  runtime: 'docker',
  fault,
  topology: 'shared-disk',
  words: { fenceBy, rate },
  seeds: 20,
  seen: ({ verdict, lost }) => verdict === 'pass' && lost === 0,
})

const twoAtOnce: Experiment = {
  id: 'docker cut-operator shared disk, fenced by nobody',
  expects: 'known to be bad: two servers write to one disk, and what was acknowledged is lost',
  runtime: 'docker',
  fault: 'cut-operator',
  topology: 'shared-disk',
  words: { fenceBy: 'none', rate },
  seeds: 20,
  seen: ({ verdict, lost, claims }) =>
    verdict === 'fail' &&
    (lost ?? 0) > 0 &&
    claims.some(
      ({ id, verdict: said }) =>
        id === 'shared-disk-failover-is-rapid-and-loses-nothing' && said === 'violated',
    ),
}

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

const ofMirrors = new Set(['mirror-is-consistent', 'mirror-loses-the-latest-writes-only'])
const isConvicted = ({ verdict, claims }: RunResults) =>
  verdict === 'fail' &&
  claims.some(({ id, verdict: said }) => ofMirrors.has(id) && said === 'violated')

/** Disks that two nodes share, and disks of which one node has a copy. */
export const disks: readonly Experiment[] = [
  takenOver('kill-primary', 'kill'),
  takenOver('pause-primary', 'lease'),
  twoAtOnce,
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
