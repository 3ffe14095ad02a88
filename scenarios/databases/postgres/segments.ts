/** A position as the server writes it, in bytes. */
export function bytesOf(lsn: string): number {
  const [high, low] = lsn.split('/').map((part) => Number.parseInt(part, 16))
  return high * 2 ** 32 + low
}

/** How much WAL there was before a segment, by its name: timeline, then position, in eight digits each for all three parts. */
export function bytesBefore(name: string, segmentBytes: number): number {
  const [high, low] = [name.slice(8, 16), name.slice(16, 24)].map((part) =>
    Number.parseInt(part, 16),
  )
  return high * 2 ** 32 + low * segmentBytes
}

/** The name of the segment of a timeline that begins at a position, or else of the next one after it. */
export function segmentFrom(timeline: number, lsnBytes: number, segmentBytes: number): string {
  const begin = Math.ceil(lsnBytes / segmentBytes) * segmentBytes
  return [timeline, Math.floor(begin / 2 ** 32), (begin % 2 ** 32) / segmentBytes]
    .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('')
}
