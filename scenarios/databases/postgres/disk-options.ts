import { z } from 'zod'
import type { ServerOptions } from './server.ts'

/** What servers do against disks that fail: options of any topology whose servers may be told so. */
export const diskOptions = {
  checksums: z
    .enum(['yes', 'no'])
    .default('yes')
    .describe('yes: each page of a table or an index has a checksum'),
  fullPageWrites: z
    .enum(['on', 'off'])
    .default('on')
    .describe('off: WAL has no whole page to mend one with that a crash tore'),
  fsync: z
    .enum(['on', 'off'])
    .default('on')
    .describe('off: nothing is forced to the disk, as a loss of power shows'),
}

export type DiskOptions = z.output<z.ZodObject<typeof diskOptions>>

export function onDisk({
  checksums,
  fullPageWrites,
  fsync,
}: DiskOptions): Required<Pick<ServerOptions, 'checksums' | 'settings'>> {
  return {
    checksums: checksums === 'yes',
    settings: { full_page_writes: fullPageWrites, fsync },
  }
}

/** Those that are not as usual, in a word each. */
export function diskLabels({ checksums, fullPageWrites, fsync }: DiskOptions): string[] {
  return [
    ...(checksums === 'yes' ? [] : ['no checksums']),
    ...(fullPageWrites === 'on' ? [] : ['no full pages']),
    ...(fsync === 'on' ? [] : ['no fsync']),
  ]
}
