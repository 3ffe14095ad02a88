import { SplitbrainError } from '../../../history/errors.ts'
import { bytesBefore, bytesOf, segmentFrom } from './segments.ts'

const isSegment = (name: string) => /^[0-9A-F]{24}$/.test(name)

/** Where a timeline was left for a later one: a line of that one's history. */
interface Branch {
  timeline: number
  /** Where the next one begins. */
  lsnBytes: number
}

/** What an archive has, and a file of it as text. */
interface Files {
  names(): Promise<string[]>
  read(name: string): Promise<string>
}

/** What an archive lacks to recover along its newest timeline: segments between others, or that timeline's own history. */
export async function gapsIn(archive: Files, segmentBytes: number): Promise<string[]> {
  const names = await archive.names()
  const history = newestHistory(names)
  if (history !== undefined && !names.includes(history)) return [history]
  const branches = history === undefined ? '' : await archive.read(history)
  return missingSegments(names, branches, segmentBytes)
}

/** The name of the history of the newest timeline of which there are segments; nothing where that is the first one. */
export function newestHistory(names: readonly string[]): string | undefined {
  const newest = newestOf(names)
  return newest > 1 ? `${hex(newest)}.history` : undefined
}

/**
 * What a recovery along the newest timeline would look for in vain, between the first segment that there is and the
 * last: a segment is wanted from the timeline that went on there, with which it begins. Throws where there are not two,
 * between which something could be missing.
 */
export function missingSegments(
  names: readonly string[],
  history: string,
  segmentBytes: number,
): string[] {
  const segments = names.filter(isSegment)
  if (segments.length < 2)
    throw new SplitbrainError(
      'runtime',
      `The archive has ${segments.length} segments, between which none can be missing.`,
    )
  const has = new Set(segments)
  const newest = newestOf(names)
  const branches = branchesIn(history)
  const starts = segments.map((name) => bytesBefore(name, segmentBytes))
  const ofNewest = starts.filter((_, i) => timelineOf(segments[i]) === newest)
  const missing: string[] = []
  for (let at = Math.min(...starts); at <= Math.max(...ofNewest); at += segmentBytes) {
    const wentOn = branches.find(({ lsnBytes }) => at + segmentBytes <= lsnBytes)
    const wanted = segmentFrom(wentOn?.timeline ?? newest, at, segmentBytes)
    if (!has.has(wanted)) missing.push(wanted)
  }
  return missing
}

function newestOf(names: readonly string[]): number {
  return Math.max(...names.filter(isSegment).map(timelineOf))
}

function timelineOf(segment: string): number {
  return Number.parseInt(segment.slice(0, 8), 16)
}

function branchesIn(history: string): Branch[] {
  return [...history.matchAll(/^(\d+)\t([0-9A-F]+\/[0-9A-F]+)/gm)].map(([, timeline, lsn]) => ({
    timeline: Number(timeline),
    lsnBytes: bytesOf(lsn),
  }))
}

function hex(timeline: number): string {
  return timeline.toString(16).toUpperCase().padStart(8, '0')
}
