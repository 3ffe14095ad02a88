import type Docker from 'dockerode'

/** What a container has written so far, over all its boots. */
export async function logOf(container: Docker.Container): Promise<string> {
  return withoutFrames(await container.logs({ stdout: true, stderr: true, follow: false }))
}

/** The engine sends what was written in frames: one byte for the stream, three of padding, four for the length. */
function withoutFrames(log: Buffer): string {
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= log.length;) {
    const end = at + 8 + log.readUInt32BE(at + 4)
    pieces.push(log.subarray(at + 8, end))
    at = end
  }
  return Buffer.concat(pieces).toString()
}
