/** The numbers of the NBD protocol: https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md */
export const GREETING = Buffer.from('NBDMAGICIHAVEOPT')
export const OPTION_MAGIC = Buffer.from('IHAVEOPT')
export const OPTION_REPLY_MAGIC = Buffer.from('0003e889045565a9', 'hex')
export const REQUEST_MAGIC = 0x25609513
export const REPLY_MAGIC = 0x67446698
export const REQUEST_BYTES = 28
export const REPLY_BYTES = 16

export const handshakeFlags = { fixedNewstyle: 1, noZeroes: 2 } as const

export const option = { exportName: 1, abort: 2, list: 3, info: 6, go: 7 } as const

export const optionReply = {
  ack: 1,
  server: 2,
  info: 3,
  unsupported: 0x80000001,
  policy: 0x80000002,
  invalid: 0x80000003,
} as const

export const info = { export: 0, blockSize: 3 } as const

export const command = {
  read: 0,
  write: 1,
  disconnect: 2,
  flush: 3,
  trim: 4,
  writeZeroes: 6,
  /** Of our own, from who mirrors: with the offset 0 that the disk is whole, and with any other that it is not. */
  asMirror: 0x5350,
} as const

/** `noHole` may be ignored: zeroes that are written take their place at once here. */
export const commandFlag = { fua: 1, noHole: 2 } as const

/** It has flags, flushes, takes FUA, trims, writes zeroes, and a flush of one connection is one of all. */
export const TRANSMISSION_FLAGS = 1 | 4 | 8 | 32 | 64 | 256

export const errno = { EIO: 5, EINVAL: 22, ENOSPC: 28, EOVERFLOW: 75 } as const

export const MOST_PAYLOAD_BYTES = 32 * 1024 * 1024

/** What a client asks of a disk. */
export interface DiskRequest {
  type: 'read' | 'write' | 'zero' | 'trim' | 'flush'
  offset: number
  length: number
  /** To be on the medium when it is answered. */
  fua: boolean
  /** What is to be written. Nobody may change it, for several have it. */
  data?: Buffer
}

/** 0 where it was done, else an errno; what was read. */
export type Answer = (error: number, data?: Buffer) => void
