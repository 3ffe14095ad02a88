import { bytes, plural, seconds } from '../../../reports/quantities.ts'
import type { RunRecord } from '../../../runner/results.ts'

/** What one bench said when it was last run. */
export interface Measured {
  name: string
  about: string
  command: string
  /** Wall clock, for people only. */
  measuredAt: string
  tookSeconds: number
  exitCode: number
  machine: RunRecord['machine']
  versions: Record<string, string>
  output: string
}

const intro = `# Benchmarks

Medians and ranges, each as its own command prints them. They are those of one machine, which load, links and all servers
share: they compare with each other, and with those of another machine they don't. \`npx splitbrain bench all\` writes this
page; with \`--only\` it measures some of it again and leaves the rest.
`

/** A section for each bench that was ever run, in the order in which they are given. */
export function benchmarksPage(all: readonly Measured[]): string {
  return [intro, ...all.map(sectionOf)].join('\n')
}

function sectionOf(measured: Measured): string {
  const { about, command, measuredAt, tookSeconds, exitCode, output } = measured
  const ended = exitCode === 0 ? '' : ` It ended with exit code ${exitCode}.`
  return `## ${about}

\`${command}\`, on ${measuredAt.slice(0, 10)}, in ${seconds(tookSeconds)}.${ended} ${placeOf(measured)}

\`\`\`
${output.trim().replaceAll('```', "'''")}
\`\`\`
`
}

function placeOf({ machine, versions }: Measured): string {
  const { cpu, cores, memoryBytes, os, arch } = machine
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${cpu}, ${plural(cores, 'core')}, ${bytes(memoryBytes)}, ${os} ${arch}; ${programs.join(', ')}.`
}
