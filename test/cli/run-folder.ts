import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord } from '../../runner/results.ts'

type Line = [process: number | 'fault', type: string, f: string, value: unknown, key?: number]

export const add = (value: number): Line[] => [
  [0, 'invoke', 'add', value],
  [0, 'ok', 'add', value],
]
const event = (f: string, value: object): Line[] => [
  ['fault', 'invoke', f, {}],
  ['fault', 'ok', f, value],
]

/** The primary dies while two commits wait, which the new one lacks. */
export const failover: Line[] = [
  ...event('kill-primary', { nodes: ['n1'], before: { node: 'n1', waiting: 2, lsnBytes: 900 } }),
  ...event('detect', { node: 'n1' }),
  ...event('fence', { node: 'n1' }),
  ...event('failover', { from: 'n1', to: 'n2', toLsnBytes: 800 }),
]

/** The mode that the run's options name was in force. */
function modeOf({ sync = 'async' }: { sync?: unknown }): Line[] {
  const settings = {
    synchronous_commit: sync === 'async' ? 'on' : sync,
    synchronous_standby_names: sync === 'async' ? '' : 'ANY 1 (n1, n2, n3)',
  }
  return event('mode', { node: 'n1', settings, standbys: {} })
}

export const read = (elements: number[]): Line[] => [
  [9, 'invoke', 'read', null],
  [9, 'ok', 'read', elements],
]

/** The last of three acknowledged writes is gone after a failover. */
export const lossy = [...add(1), ...add(2), ...add(3), ...failover, ...read([1, 2])]

export interface Made {
  lines: Line[]
  record?: Partial<RunRecord>
  results?: object
}

/** A run's folder as it was made by hand: of the set workload with asynchronous replication, and at its end. */
export function makeRunFolder(path: string, { lines, record = {}, results = {} }: Made): string {
  mkdirSync(path, { recursive: true })
  const run = {
    format: 1,
    id: path.split('/').at(-1),
    scenario: 'hot-standby',
    runtime: 'embedded',
    workload: 'set',
    faults: ['kill-primary'],
    seed: 7,
    command: 'npx splitbrain run hot-standby',
    options: { sync: 'async' },
    versions: {},
    machine: { os: 'Linux', arch: 'x64', cpu: 'any', cores: 2, memoryBytes: 2 ** 30 },
    startedAt: '2026-01-01T00:00:00.000Z',
    ...record,
  }
  writeFileSync(join(path, 'run.json'), JSON.stringify(run))
  writeFileSync(join(path, 'results.json'), JSON.stringify({ format: 1, phases: [], ...results }))
  const all = lines.length === 0 ? lines : [...modeOf(run.options), ...lines]
  const text = all.map(([process, type, f, value, key], index) =>
    JSON.stringify({ index, process, type, f, value, key, timeNs: index * 1e6 }),
  )
  writeFileSync(join(path, 'history.jsonl'), text.map((line) => `${line}\n`).join(''))
  return path
}
