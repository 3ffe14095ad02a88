import { connect, hangUp, socketOf, type ConnectOptions } from './connect.ts'

const PAUSE_MS = 100
/** More than anybody reads in a run, or a socket holds. */
const ANSWER = "SELECT repeat('x', 8000) FROM generate_series(1, 8000)"

/** A session that asked for much and reads it bit by bit. */
export interface SlowReading {
  /** The server's process behind it. */
  pid: number
  bytesRead(): number
  close(): void
}

/** Reads so many bytes a second of an answer that is sent as fast as it is taken. */
export async function readSlowly(
  options: ConnectOptions,
  bytesPerSecond: number,
): Promise<SlowReading> {
  const client = await connect(options)
  const stream = socketOf(client)
  // It is never made out, and so it has no end.
  client.query(ANSWER).catch(() => {})
  stream.pause().removeAllListeners('data')
  let bytesRead = 0
  const read = () => {
    const bytes: Buffer | null =
      stream.read(Math.ceil((bytesPerSecond * PAUSE_MS) / 1000)) ?? stream.read()
    bytesRead += bytes?.length ?? 0
  }
  const timer = setInterval(read, PAUSE_MS)
  return {
    pid: (client as unknown as { processID: number }).processID,
    bytesRead: () => bytesRead,
    close() {
      clearInterval(timer)
      hangUp(client)
    },
  }
}
