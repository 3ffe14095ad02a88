import type { Socket } from 'node:net'
import type { Chunks } from './chunks.ts'
import {
  GREETING,
  handshakeFlags,
  info,
  MOST_PAYLOAD_BYTES,
  option,
  OPTION_MAGIC,
  OPTION_REPLY_MAGIC,
  optionReply,
  TRANSMISSION_FLAGS,
} from './protocol.ts'

const MOST_OPTION_BYTES = 64 * 1024
const PREFERRED_BYTES = 4096
/** Whoever haggles for longer wants something else. */
const MOST_OPTIONS = 100
/** Nothing has been agreed on yet; no text, for every text may be a name. */
const goOn = Symbol('go on')

interface Talk {
  socket: Socket
  sizeBytes: number
  /** Why a name is not let in, in a word. */
  refusalOf(name: string): string | undefined
  noZeroes: boolean
}

/**
 * Comes to terms with a client in the fixed newstyle, and returns the name of the export that it asked for: undefined
 * where it left, was not admitted, or spoke otherwise than the protocol has it.
 */
export async function shakeHands(
  socket: Socket,
  chunks: Chunks,
  sizeBytes: number,
  refusalOf: Talk['refusalOf'],
): Promise<string | undefined> {
  try {
    socket.write(
      Buffer.concat([GREETING, u16(handshakeFlags.fixedNewstyle | handshakeFlags.noZeroes)]),
    )
    const flags = (await chunks.take(4)).readUInt32BE(0)
    if ((flags & ~3) !== 0) return undefined
    const noZeroes = (flags & handshakeFlags.noZeroes) !== 0
    const talk = { socket, sizeBytes, refusalOf, noZeroes }
    for (let i = 0; i < MOST_OPTIONS; i++) {
      const head = await chunks.take(16)
      const length = head.readUInt32BE(12)
      if (!head.subarray(0, 8).equals(OPTION_MAGIC) || length > MOST_OPTION_BYTES) return undefined
      const agreed = answerOption(talk, head.readUInt32BE(8), await chunks.take(length))
      if (agreed !== goOn) return agreed
    }
  } catch {
    // It hung up.
  }
  return undefined
}

/** What was agreed on: a name, nothing at all, or nothing yet. */
function answerOption(talk: Talk, code: number, data: Buffer): string | undefined | typeof goOn {
  const { socket } = talk
  switch (code) {
    case option.exportName:
      return sayExport(talk, data.toString())
    case option.abort:
      sendReply(socket, code, optionReply.ack)
      return undefined
    case option.list:
      if (data.length > 0) sendReply(socket, code, optionReply.invalid)
      else {
        sendReply(socket, code, optionReply.server, u32(0))
        sendReply(socket, code, optionReply.ack)
      }
      return goOn
    case option.info:
    case option.go:
      return tellAbout(talk, code, data)
    default:
      sendReply(socket, code, optionReply.unsupported)
      return goOn
  }
}

/** The old way, in which one who is not admitted can only be hung up on. */
function sayExport({ socket, sizeBytes, refusalOf, noZeroes }: Talk, name: string) {
  if (refusalOf(name) !== undefined) return undefined
  const padding = Buffer.alloc(noZeroes ? 0 : 124)
  socket.write(Buffer.concat([u64(sizeBytes), u16(TRANSMISSION_FLAGS), padding]))
  return name
}

function tellAbout({ socket, sizeBytes, refusalOf }: Talk, code: number, data: Buffer) {
  const nameBytes = data.length >= 6 ? data.readUInt32BE(0) : Infinity
  if (
    data.length < 6 + nameBytes ||
    data.length !== 6 + nameBytes + 2 * data.readUInt16BE(4 + nameBytes)
  ) {
    sendReply(socket, code, optionReply.invalid)
    return goOn
  }
  const name = data.toString('utf8', 4, 4 + nameBytes)
  const refusal = refusalOf(name)
  if (refusal !== undefined) {
    sendReply(socket, code, optionReply.policy, Buffer.from(refusal))
    return goOn
  }
  const size = Buffer.concat([u16(info.export), u64(sizeBytes), u16(TRANSMISSION_FLAGS)])
  const blocks = Buffer.concat([
    u16(info.blockSize),
    u32(1),
    u32(PREFERRED_BYTES),
    u32(MOST_PAYLOAD_BYTES),
  ])
  sendReply(socket, code, optionReply.info, size)
  sendReply(socket, code, optionReply.info, blocks)
  sendReply(socket, code, optionReply.ack)
  return code === option.go ? name : goOn
}

function sendReply(socket: Socket, code: number, type: number, data: Buffer = Buffer.alloc(0)) {
  socket.write(Buffer.concat([OPTION_REPLY_MAGIC, u32(code), u32(type), u32(data.length), data]))
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16BE(value)
  return buffer
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(value)
  return buffer
}

function u64(value: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64BE(BigInt(value))
  return buffer
}
