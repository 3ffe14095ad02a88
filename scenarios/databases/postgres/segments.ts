/** How much WAL there was before a segment, by its name: timeline, then position, in eight digits each for all three parts. */
export function bytesBefore(name: string, segmentBytes: number): number {
  const [high, low] = [name.slice(8, 16), name.slice(16, 24)].map((part) =>
    Number.parseInt(part, 16),
  )
  return high * 2 ** 32 + low * segmentBytes
}
