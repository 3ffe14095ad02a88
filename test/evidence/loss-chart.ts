import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Trials } from './trials.ts'

/** In seconds. */
export const archiveTimeouts = [1, 2, 5, 10]

export const archiveTimeoutId = (runtime: RuntimeName, seconds: number): string =>
  `${runtime} kill-primary archive-timeout ${seconds}`

/** What a failover to a warm standby lost against archive_timeout, as a picture; nothing where a timeout was not tried. */
export function lossChart(runtimes: readonly RuntimeName[], trials: Trials): string[] {
  return runtimes.flatMap((runtime) => {
    const lost = archiveTimeouts.map((seconds) =>
      trials
        .of(archiveTimeoutId(runtime, seconds))
        .map((trial) => trial.lost ?? 0)
        .toSorted((a, b) => a - b),
    )
    if (lost.some((each) => each.length === 0)) return []
    const most = lost.map((each) => each.at(-1))
    const median = lost.map((each) => each[Math.floor(each.length / 2)])
    return [
      `## What a warm standby loses against archive_timeout, ${runtime}

The upper line is the most of all seeds, the lower one their median, at 200 writes a second.

\`\`\`mermaid
xychart-beta
  x-axis "archive_timeout, seconds" [${archiveTimeouts.join(', ')}]
  y-axis "acknowledged writes lost"
  line [${most.join(', ')}]
  line [${median.join(', ')}]
\`\`\`
`,
    ]
  })
}
