import { randomBytes } from 'node:crypto'
import { faultsIn, plannedBy } from '../runner/planned.ts'
import type { RunRecord } from '../runner/results.ts'
import type { RuntimeName } from '../runner/runtimes/open.ts'
import type { Scenario } from '../runner/scenario.ts'
import { hasEffect } from './choose.ts'
import { machineHere } from './machine.ts'
import { version } from './version.ts'
import { optionNamed } from './words.ts'

/** What was asked for, on what to run it, and what its choices are drawn from. */
export interface Asked {
  scenario: Scenario
  /** `external` where the servers are the user's own. */
  runtime: RuntimeName | 'external'
  seed: number
  /** The URL of a Toxiproxy server for the links; undefined is the runtime's own. */
  toxiproxy?: string
}

/** A scenario by its name and, where it has one, its label. */
export function called({ name, label }: Scenario): string {
  return [name, label].filter(Boolean).join(' ')
}

/** What a run is to be; its id is no other run's, whoever starts one of the same words at the same moment. */
export function recordOf({ scenario, runtime, seed, toxiproxy }: Asked): RunRecord {
  const { name, label, options, workload } = scenario
  const startedAt = new Date().toISOString()
  const stamp = startedAt.replace(/[-:]|\.\d+Z/g, '')
  return {
    id: `${stamp}-${called(scenario).replaceAll(/\W+/g, '-')}-${seed}-${randomBytes(3).toString('hex')}`,
    scenario: name,
    label,
    runtime,
    workload: workload.name,
    faults: faultsIn(plannedBy(scenario, seed)).map((fault) => fault.name),
    seed,
    command: commandOf(name, { ...placeOf(runtime), ...options, toxiproxy, seed }, workload.name),
    options,
    versions: { splitbrain: version(), node: process.versions.node },
    machine: machineHere(),
    startedAt,
  }
}

/** Whose servers are the user's own says where they are by their file. */
function placeOf(runtime: Asked['runtime']) {
  return runtime === 'external' ? {} : { runtime }
}

/** The exact command that repeats a run. */
export function commandOf(
  name: string,
  options: Record<string, unknown>,
  workload: string,
): string {
  const words = Object.entries(options)
    .filter(([key, value]) => value !== undefined && hasEffect(key, { workload }))
    .flatMap(([key, value]) => [optionNamed(key), forShell(wordOf(value))])
  return ['npx', 'splitbrain', 'run', name, ...words].join(' ')
}

/** A schedule stands there as it is, so that no file has to be kept for the command; servers by the file that names them. */
function wordOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'file' in value) return String(value.file)
  if (!Array.isArray(value)) return String(value)
  const isNames = value.every((each) => typeof each === 'string')
  return isNames ? value.join(',') || 'none' : JSON.stringify(value)
}

function forShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
