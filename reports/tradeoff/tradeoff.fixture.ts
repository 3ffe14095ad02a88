import type { Interval, Point, Tradeoff } from './results.ts'

/** So many commits a second by itself. */
const SINGLE = 1_000
const rttsMs = [0, 5, 20]
const clients = [1, 8]

/** A sweep of two levels as they are: a commit that waits takes longer by the round trip. */
export function tradeoff(): Tradeoff {
  const around = (value: number): Interval => ({ value, from: value * 0.9, to: value * 1.1 })
  const levels = ['single', 'async', 'on']
  const points = levels.flatMap((level) =>
    rttsMs.flatMap((rttMs) =>
      clients.map((count): Point => {
        const ratio = level === 'single' ? 1 : level === 'async' ? 0.95 : 1 / (1.5 + rttMs)
        return {
          level,
          rttMs,
          clients: count,
          rounds: 6,
          commits: 100,
          perSecond: around(SINGLE * count * ratio),
          ratio: level === 'single' ? { value: 1, from: 1, to: 1 } : around(ratio),
          p50Ms: 1 / ratio,
          p95Ms: 1 / ratio,
          p99Ms: 2 / ratio,
          maxMs: 3 / ratio,
          delayedBytes: level === 'single' ? 0 : 1000 * rttMs,
        }
      }),
    ),
  )
  const kill = (level: string, rttMs: number, seed: number, lost: number) => {
    const command = `npx splitbrain run hot-standby --sync ${level} --seed ${seed}`
    const told = { verdict: 'pass', acknowledged: 900, lost, lostSeconds: lost / 1000 }
    return { level, rttMs, seed, ...told, rtoSeconds: 1.2 + seed / 10, command }
  }
  return {
    plan: {
      levels,
      rttsMs,
      clients,
      rounds: 6,
      seconds: 0.4,
      kills: 2,
      standbys: 2,
      commitDelay: 1,
      runtime: 'embedded',
      seed: 1,
    },
    command: 'npx splitbrain bench tradeoff',
    machine: { os: 'linux', arch: 'x64', cpu: 'A processor', cores: 2, memoryBytes: 2 ** 33 },
    versions: { splitbrain: '0.1.0' },
    levels: levels.map((name) => ({
      name,
      about: `what ${name} is`,
      baseline: 'single',
      delayedLinks: name === 'single' ? [] : ['n2-to-n1'],
    })),
    points,
    crossings: [
      { level: 'async', clients: 1 },
      { level: 'async', clients: 8, fromMs: 12 },
      { level: 'on', clients: 1, atMs: 0.5, fromMs: 0.2, toMs: 0.8 },
      { level: 'on', clients: 8, atMs: 0, fromMs: 0, toMs: 0 },
    ],
    kills: [
      kill('async', 0, 1, 400),
      kill('async', 0, 2, 300),
      kill('on', 0, 1, 0),
      kill('on', 20, 1, 0),
    ],
    sentence: {
      sentence: 'A <b>fully</b> synchronous solution might cut performance',
      source: 'the manual',
      verdict: 'holds',
      reason: 'with 1 client it holds at 5, 20 ms.',
      conditions: [{ rttMs: 5, clients: 1, halved: 'holds', minimal: 'unknown', said: 'unknown' }],
    },
  }
}
