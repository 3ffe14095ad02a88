import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect } from '../../../history/effect.ts'
import type { Disturbance } from '../../../runner/disturbance.ts'
import type { Links } from '../../../runner/network/links.ts'
import type { Link } from '../../../runner/network/link.ts'
import type { ExecResult } from '../../../runner/runtimes/runtime.ts'
import { errorOf, progressOf } from './rewind.ts'

const POLL_MS = 20
/** Slow enough for a blow to fall into the copy where it is meant to, however late the machine is. */
const KILOBYTES_A_SECOND = 2_000

export interface InterruptedRewind {
  /** What had come over the link when the source was struck; nothing where the rewind had ended before. */
  struckAtBytes?: number
  exitCode: number
  /** pg_rewind's own words: why it failed, and how much it had copied when it last said so. */
  said: string
  copiedKilobytes?: number
  ofKilobytes?: number
}

/** What is done to the source in mid-copy, and what showed that it was. */
export interface Blow {
  strike(): Promise<Disturbance>
  /** How long the source is down. */
  downMs: number
}

/**
 * Rewinds over a link that is slowed down, and strikes the source once so many bytes have come; both are as they were when
 * this returns.
 */
export async function interrupted(
  { links, link, leastBytes }: { links: Links; link: Link; leastBytes: number },
  rewinding: () => Promise<ExecResult>,
  { strike, downMs }: Blow,
  over: AbortSignal,
): Promise<InterruptedRewind & { effect?: Effect }> {
  await using undos = new AsyncDisposableStack()
  const begun = await bytesOver(links, link)
  const rate = { type: 'bandwidth', attributes: { rate: KILOBYTES_A_SECOND } } as const
  const slowed = await link.poison(rate, ['downstream'], 'a rewind is slowed')
  let isOver = false
  const ended = rewinding().finally(() => (isOver = true))
  // It goes on writing until it has ended, which it does sooner once nothing slows it.
  undos.defer(() => ended.then(() => {}).catch(() => {}))
  undos.defer(slowed.undo)
  let came = 0
  while (!isOver && came < leastBytes) {
    await sleep(POLL_MS, undefined, { signal: over })
    came = (await bytesOver(links, link)) - begun
  }
  if (isOver) return toldOf(await ended)
  const blow = await strike()
  undos.defer(blow.undo)
  const told = toldOf(await ended)
  await sleep(downMs)
  return { struckAtBytes: came, ...told, effect: await blow.effect() }
}

function toldOf({ exitCode, output }: ExecResult): InterruptedRewind {
  const progress = progressOf(output)
  return {
    exitCode,
    said: exitCode === 0 ? 'done' : errorOf(output),
    ...(progress && { copiedKilobytes: progress.copied, ofKilobytes: progress.of }),
  }
}

/** Whether anybody counts what goes over links. */
export async function counts(links: Links): Promise<boolean> {
  return (await links.states()).some(({ downstreamBytes }) => downstreamBytes !== undefined)
}

async function bytesOver(links: Links, { name }: Link): Promise<number> {
  const state = (await links.states()).find(({ link }) => link === name)
  return state?.downstreamBytes ?? 0
}
