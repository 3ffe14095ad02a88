import { z } from 'zod'
import type { Capability } from '../../../runner/runtimes/runtime.ts'
import type { LayoutNode } from '../../topologies/topology.ts'
import type { ServerOptions } from './server.ts'
import type { Settings } from './settings.ts'

/** What servers do against disks that fail, and whether their disks can: options of any topology whose servers may be told so. */
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
  disk: z
    .enum(['folder', 'device'])
    .default('folder')
    .describe('device: the data of each server lie on a disk of ours, which can fail (docker)'),
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

/**
 * Of a server on a device with so much room for WAL. What it finds there as it starts was mounted just now, so that there is
 * nothing of it to be forced out file by file, which would be the most part of a takeover.
 */
export function onDevice(walMegabytes: number): Settings {
  return {
    max_wal_size: `${walMegabytes}MB`,
    min_wal_size: `${walMegabytes / 2}MB`,
    wal_keep_size: 0,
    recovery_init_sync_method: 'syncfs',
  }
}

/** What a runtime has to be able to for it. */
export function diskNeeds({ disk }: DiskOptions): Capability[] {
  return disk === 'device' ? ['node', 'disks'] : []
}

/** The node of a server. */
export function onItsDisk(node: LayoutNode, { disk }: DiskOptions): LayoutNode {
  return disk === 'device' ? { ...node, device: 'own' } : node
}

/** Those that are not as usual, in a word each. */
export function diskLabels({ checksums, fullPageWrites, fsync, disk }: DiskOptions): string[] {
  return [
    ...(checksums === 'yes' ? [] : ['no checksums']),
    ...(fullPageWrites === 'on' ? [] : ['no full pages']),
    ...(fsync === 'on' ? [] : ['no fsync']),
    ...(disk === 'folder' ? [] : ['own disks']),
  ]
}
