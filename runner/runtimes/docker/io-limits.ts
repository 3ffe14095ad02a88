import { setTimeout as sleep } from 'node:timers/promises'
import type { Disturbance } from '../../disturbance.ts'
import { runOn } from '../run-on.ts'
import type { Node } from '../runtime.ts'
import { removeContainer } from './engine.ts'
import { Least } from './least.ts'
import { startHelper, type HelperOptions } from './namespace-helper.ts'

/** Where a helper has the control groups of the machine. */
export const controlGroups = { source: '/sys/fs/cgroup', target: '/cgroup', mode: 'rw' } as const

// The engine lets nobody change this in a container that runs. What is in a container lies on the disk that its
// /etc/hosts lies on; a limit is of whole disks, and 0 bytes are none.
const limitDisk = `set -e
id=\${1:-$(hostname)}
group=$(find /cgroup/blkio /cgroup -maxdepth 6 -type d -name "*$id*" 2> /dev/null | head -n 1)
[ -n "$group" ] || { echo "no control group of $id"; exit 1; }
disk=$(stat -c %Hd:%Ld /etc/hosts)
[ ! -e /sys/dev/block/$disk/partition ] || disk=$(cat /sys/dev/block/$disk/../dev)
if [ -e "$group/io.max" ]; then
  [ "$2" != 0 ] || set -- "$1" max
  echo "$disk rbps=$2 wbps=$2" > "$group/io.max"
else
  for way in read write; do echo "$disk $2" > "$group/blkio.throttle.\${way}_bps_device"; done
fi`

/** The command by which a helper limits the disk of a container, by its id; its own where that is empty. */
export const limitOf = (id: string, bytesPerSecond: number) => [
  'sh',
  '-c',
  limitDisk,
  'sh',
  id,
  String(bytesPerSecond),
]

/** So much as the limit lets through in a second is written to see it: for less than whoever asks for an effect waits. */
const PROBE_LIMIT_MS = 4_000
const UNFELT_MS = 500

/** How much a container reads from its disk and writes to it: the least of what is asked for at a time. */
export class IoLimits {
  private readonly options: HelperOptions
  private readonly least = new Least((kilobytes) => this.apply(kilobytes))

  constructor(options: HelperOptions) {
    this.options = options
  }

  async limit(node: Node, kilobytes: number): Promise<Disturbance> {
    const beforeMs = await probe(node, kilobytes)
    const undo = await this.least.add(kilobytes)
    const effect = async () => {
      const probeMs = await probe(node, kilobytes)
      const took = probeMs > UNFELT_MS && probeMs > 2 * beforeMs
      return { took, by: { probeMs, beforeMs } }
    }
    return { undo, effect }
  }

  /** A container that boots has a control group of its own that knows no limit. */
  async booted(): Promise<void> {
    if (!this.least.isNone) await this.least.renew()
  }

  private async apply(kilobytes = 0): Promise<void> {
    const { docker, id, name } = this.options
    const { Running } = (await docker.getContainer(id).inspect()).State
    if (!Running) return
    const helper = await startHelper(this.options, 'none', [controlGroups])
    try {
      const argv = limitOf(id, kilobytes * 1000)
      const { exitCode, output } = await helper.exec(argv)
      if (exitCode !== 0) throw new Error(`The disk of ${name} can't be limited: ${output.trim()}`)
    } finally {
      await removeContainer(docker, helper.getId())
    }
  }
}

/** How long it takes to write so many kilobytes down to the disk, in whole ms, by the clock of who writes. */
async function probe(node: Node, kilobytes: number): Promise<number> {
  const file = `${node.home}/io-probe`
  const write = ['dd', 'if=/dev/zero', `of=${file}`, 'bs=1000', `count=${kilobytes}`, 'conv=fsync']
  const writing = runOn(node, write).then(async (said) => {
    await runOn(node, ['rm', file])
    return msIn(said)
  })
  // What waits for the disk can't be ended: it is over with the limit.
  writing.catch(() => {})
  return Promise.race([writing, sleep(PROBE_LIMIT_MS, PROBE_LIMIT_MS, { ref: false })])
}

/** From the last words of dd. */
export function msIn(said: string): number {
  const [, seconds] = /copied, ([\d.e-]+) s/.exec(said) ?? []
  if (seconds === undefined) throw new Error(`dd told no time: ${said.trim()}`)
  return Math.round(Number(seconds) * 1000)
}
