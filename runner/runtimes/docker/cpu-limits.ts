import type Docker from 'dockerode'
import type { Disturbance } from '../../disturbance.ts'
import { runOn } from '../run-on.ts'
import type { Node } from '../runtime.ts'
import { Least } from './least.ts'

const PERIOD_MICROSECONDS = 100_000
const NO_LIMIT = -1

/** How much of one processor a container gets: the least of what is asked for at a time. */
export class CpuLimits {
  private readonly container: Docker.Container
  private readonly node: Node
  private readonly least = new Least((percent) => this.apply(percent))

  constructor(container: Docker.Container, node: Node) {
    this.container = container
    this.node = node
  }

  async limit(percent: number): Promise<Disturbance> {
    const before = await this.throttledMs()
    const undo = await this.least.add(percent)
    const effect = async () => {
      const throttledMs = (await this.throttledMs()) - before
      return { took: throttledMs > 0, by: { throttledMs } }
    }
    return { undo, effect }
  }

  private async apply(percent: number | undefined): Promise<void> {
    await this.container.update({
      CpuPeriod: PERIOD_MICROSECONDS,
      CpuQuota: percent === undefined ? NO_LIMIT : (PERIOD_MICROSECONDS * percent) / 100,
    })
  }

  /** For how long it was kept from running, over all its processes; where the kernel tells that depends on its cgroups. */
  private async throttledMs(): Promise<number> {
    const stat = 'cd /sys/fs/cgroup && cat cpu/cpu.stat 2> /dev/null || cat cpu.stat'
    return throttledMsIn(await runOn(this.node, ['sh', '-c', stat]))
  }
}

/** From cgroups of the first version, in nanoseconds, or of the second, in microseconds. */
export function throttledMsIn(stat: string): number {
  const [, unit, figure] = /^throttled_(time|usec) (\d+)$/m.exec(stat) ?? []
  if (figure === undefined) throw new Error('The kernel does not count how long it throttled.')
  return Math.round(Number(figure) / (unit === 'time' ? 1e6 : 1e3))
}
