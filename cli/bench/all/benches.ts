import { existsSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'

/** One of all that can be measured here, each by a command of its own. */
export interface Bench {
  name: string
  about: string
  /** As it is typed. */
  command: string
  argv: readonly [string, ...string[]]
  /** Where it is run: scripts at the root of a checkout. */
  cwd?: string
}

/** Those of the command line, and in a checkout those of npm's scripts. */
export function benches(): Bench[] {
  return [
    own('start', 'How soon each way of replicating is there'),
    own('tradeoff', 'What replication costs, and what a kill loses', '--fresh'),
    own('client', 'Our load generator against pgbench'),
    ...scripts([
      ['bench:checkers', 'How fast checkers judge'],
      ['bench:proxy', 'What a link costs'],
      ['bench:disk', 'What a disk of our own costs'],
      ['bench:writers', 'What several writers cost'],
      ['bench:balancers', 'What balancing reads brings and costs'],
    ]),
  ]
}

function own(name: string, about: string, ...options: string[]): Bench {
  const words = ['bench', name, ...options]
  // The launcher, under the Node that it chose.
  const argv = [process.execPath, process.argv[1], ...words] as const
  return { name, about, command: ['npx splitbrain', ...words].join(' '), argv }
}

function scripts(all: [script: string, about: string][]): Bench[] {
  const file = findPackageJSON('..', import.meta.url)!
  const root = dirname(file)
  const known: Record<string, string> = JSON.parse(readFileSync(file, 'utf8')).scripts
  // A published package has their names and not their sources.
  const isHere = (script: string) =>
    known[script]?.split(' ').every((word) => !word.endsWith('.ts') || existsSync(join(root, word)))
  return all
    .filter(([script]) => isHere(script))
    .map(([script, about]) => ({
      name: script.replace('bench:', ''),
      about,
      command: `npm run ${script}`,
      argv: ['npm', 'run', '--silent', script],
      cwd: root,
    }))
}
