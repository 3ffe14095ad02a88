import type Docker from 'dockerode'
import { getReaperImage } from 'testcontainers/build/reaper/reaper.js'
import type { Capability } from '../runtime.ts'
import { hasImage } from './base-image.ts'
import { refusedDisks } from './disk-trial.ts'
import { engine, labelsOf, removeContainer } from './engine.ts'
import { controlGroups, limitOf } from './io-limits.ts'
import { startHelper } from './namespace-helper.ts'
import type { Refusal } from './refusal.ts'

export type { Refusal }

interface Trial {
  /** Does the thing once, in a container that nobody uses. */
  argv: string[]
  /** What would make it possible. */
  advice: string
}

const rule = ['iptables', '-A', 'OUTPUT', '-p', 'tcp', '--dport', '1', '-m']
const qdisc = ['tc', 'qdisc', 'replace', 'dev', 'lo', 'root']

/** What hangs on the kernel that the engine's containers run on; tried rather than guessed from its version. */
const trials: Partial<Record<Capability, Trial>> = {
  'packet-filter': {
    argv: [...rule, 'comment', '--comment', 'trial', '-j', 'DROP'],
    advice: 'load nf_tables there (modprobe nf_tables), or leave out by=packets',
  },
  'packet-loss': {
    argv: [...rule, 'statistic', '--mode', 'random', '--probability', '0.5', '-j', 'DROP'],
    advice: 'load xt_statistic there (modprobe xt_statistic)',
  },
  'node-network': {
    argv: ['ip', 'route', 'add', 'blackhole', '192.0.2.1'],
    advice: 'use by=proxy',
  },
  netem: {
    argv: [...qdisc, 'netem', 'delay', '1ms'],
    advice: 'load sch_netem there (modprobe sch_netem), or leave out by=netem',
  },
  'io-limit': {
    argv: limitOf('', 1_000_000_000),
    advice: 'run its engine as root, on a kernel with CONFIG_BLK_DEV_THROTTLING',
  },
  tbf: {
    argv: [...qdisc, 'tbf', 'rate', '1mbit', 'burst', '16000', 'latency', '400ms'],
    advice: 'load sch_tbf there (modprobe sch_tbf), or leave out by=tbf',
  },
}

/** What is done to a container from beneath it, by a helper. */
export const beneathNodes = new Set(Object.keys(trials) as Capability[])
export const kernelCapabilities = beneathNodes.union(new Set<Capability>(['disks']))

/** Each of these that the kernel refuses. */
export async function refusedByKernel(
  image: string,
  needs: ReadonlySet<Capability>,
): Promise<Refusal[]> {
  const docker = await engine()
  const ofDisks = needs.has('disks') ? await refusedDisks(docker, image) : undefined
  const ofNetworks = await refusedOfNetworks(docker, image, needs)
  return ofDisks === undefined ? ofNetworks : [...ofNetworks, ofDisks]
}

async function refusedOfNetworks(
  docker: Docker,
  image: string,
  needs: ReadonlySet<Capability>,
): Promise<Refusal[]> {
  const wanted = [...needs.intersection(beneathNodes)]
  if (wanted.length === 0) return []
  const reaped = await hasImage(docker, getReaperImage())
  const name = 'a trial'
  const labels = labelsOf(`trial-${process.pid}`)
  const mounts = wanted.includes('io-limit') ? [controlGroups] : []
  const helper = await startHelper({ image, name, labels, reaped }, 'none', mounts)
  try {
    const refused = []
    for (const capability of wanted) {
      const { argv, advice } = trials[capability]!
      const { exitCode, output } = await helper.exec(argv)
      const reason = output.trim().split('\n')[0]
      if (exitCode !== 0) refused.push({ capability, reason, advice })
    }
    return refused
  } finally {
    await removeContainer(docker, helper.getId())
  }
}
