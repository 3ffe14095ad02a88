import { bothStreams, type Poison } from '../../runner/network/link.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'

/** What injects faults, armed so that it never does: a run with it should be as one without. */
export interface IdleInjector {
  name: string
  /** How it is armed, and why nothing ever comes of it. */
  about: string
  runtimes: readonly RuntimeName[]
  /** Options of the run that arm it. */
  words?: Record<string, unknown>
  /** What is made ready for it beneath the nodes. */
  needs?: readonly Capability[]
  /** Arms it in a cluster that has started. */
  arm?(cluster: Cluster): Promise<unknown>
}

const both: readonly RuntimeName[] = ['embedded', 'docker']

function onEveryLink(poison: Poison): Pick<IdleInjector, 'arm'> {
  return {
    arm: ({ links }) =>
      Promise.all(links.all().map((link) => link.poison(poison, bothStreams, 'idle'))),
  }
}

function waitsFor(condition: string): IdleInjector['words'] {
  return { schedule: [{ fault: 'kill-primary', when: condition }] }
}

export const idleInjectors: readonly IdleInjector[] = [
  {
    name: 'delay',
    about: 'each link delays by 0 ms, in both directions',
    runtimes: both,
    ...onEveryLink({ type: 'latency', attributes: { latency: 0, jitter: 0 } }),
  },
  {
    name: 'rate',
    about: 'each link carries a terabyte a second at most, in both directions',
    runtimes: both,
    ...onEveryLink({ type: 'bandwidth', attributes: { rate: 1_000_000_000 } }),
  },
  {
    name: 'cut',
    about: 'each client’s connection is followed, for a statement that nobody sends',
    runtimes: both,
    needs: ['wire'],
    arm: ({ links }) =>
      Promise.all(
        links
          .all()
          .filter(({ group }) => group === 'clients')
          .map((link) => link.cutAt({ message: 'parse', statement: 'nobody sends this' })),
      ),
  },
  {
    name: 'count',
    about: 'a step waits for more acknowledged writes than there will be',
    runtimes: both,
    words: waitsFor('1000000000 acknowledged writes'),
  },
  {
    name: 'look',
    about:
      'a step waits for a role that its node will not have, so that all nodes are looked at often',
    runtimes: both,
    words: waitsFor('n2 is primary'),
  },
  {
    name: 'packets',
    about: 'what drops packets and detaches stands beside each node, without a rule',
    runtimes: ['docker'],
    needs: ['packet-filter', 'packet-loss', 'node-network'],
  },
  {
    name: 'shaping',
    about: 'what shapes packets stands beside each node, without a rule',
    runtimes: ['docker'],
    needs: ['netem', 'tbf'],
  },
  {
    name: 'io',
    about: 'each node’s disk is limited to a gigabyte a second',
    runtimes: ['docker'],
    needs: ['io-limit'],
    arm: ({ nodes }) => Promise.all(nodes.map((node) => node.limitIo!(1_000_000))),
  },
  {
    name: 'clock',
    about: 'each server has a clock of its own, which runs as all others do',
    runtimes: ['docker'],
    needs: ['clock'],
  },
]
