import { SplitbrainError } from '../../../history/errors.ts'
import type { ExecResult } from '../runtime.ts'

const ofProcess = `exec 2> /dev/null
state_of() { read -r line < "/proc/$1/stat" && set -- \${line##*) } && state=$1; }
`

/** Whoever is stopped starts nobody, so once nobody is left whom it has not told, it is done. */
const stop = `${ofProcess}stopped=' '; found=yes
while [ "$found" ]; do
  found=
  for folder in /proc/[0-9]*; do
    pid=\${folder#/proc/}
    case "$stopped" in *" $pid "*) continue ;; esac
    [ "$pid" != 1 ] && [ "$pid" != $$ ] && state_of "$pid" || continue
    case $state in T | t | Z | X) continue ;; esac
    [ -z "$1" ] || ! grep -q -a -E "$1" "$folder/cmdline" || continue
    kill -STOP "$pid" && stopped="$stopped$pid " && found=yes
  done
done
echo $stopped`

/** In the mask of the signals that wait for a process: what waits in the kernel for its disk stops as soon as it does not. */
const SIGSTOP_WAITS = 1 << 18
const areStopped = `${ofProcess}for pid; do
  state_of "$pid" || continue
  case $state in T | t | Z | X) continue ;; esac
  mask=$(sed -n 's/^ShdPnd:\\s*/0x/p' "/proc/$pid/status")
  [ $((mask & ${SIGSTOP_WAITS})) != 0 ] || exit 1
done`

const servesDisks = 'nbdfuse|disk-server'

/**
 * What has all processes of a container with mounted disks stand still, by signals: the kernel's freezer waits for
 * whoever waits for a disk, and that one waits for ever where what serves the disk is frozen.
 */
export class StandStill {
  private readonly asRoot: (argv: string[]) => Promise<ExecResult>
  private readonly node: string
  private stopped: string[] = []

  constructor(asRoot: (argv: string[]) => Promise<ExecResult>, node: string) {
    this.asRoot = asRoot
    this.node = node
  }

  /** Whom somebody else had stopped before is another's to let go on. */
  async begin(): Promise<void> {
    this.stopped.push(...(await this.stop('')))
  }

  /** All but what serves disks; for those who are to be killed then. */
  async beginButForDisks(): Promise<void> {
    await this.stop(servesDisks)
  }

  /** Whether it was begun, and nobody has let any of them go on since. */
  async holds(): Promise<boolean> {
    if (this.stopped.length === 0) return false
    return (await this.asRoot(['sh', '-c', areStopped, 'sh', ...this.stopped])).exitCode === 0
  }

  async end(): Promise<void> {
    await this.asRoot(['sh', '-c', 'kill -CONT "$@" 2> /dev/null', 'sh', ...this.stopped.splice(0)])
  }

  /** They are all dead. */
  forget(): void {
    this.stopped = []
  }

  private async stop(butFor: string): Promise<string[]> {
    const { exitCode, output } = await this.asRoot(['sh', '-c', stop, 'sh', butFor])
    if (exitCode !== 0)
      throw new SplitbrainError('runtime', `Node ${this.node} does not stand still: ${output}.`)
    return output.split(/\s+/).filter((pid) => pid !== '')
  }
}
