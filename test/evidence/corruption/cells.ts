import { runtimeNames, type RuntimeName } from '../../../runner/runtimes/open.ts'
import { fileKinds, type FileKind } from '../../../scenarios/databases/postgres/files/file-kinds.ts'
import { damages } from '../../../scenarios/faults/damage/kinds.ts'

export const checksums = ['yes', 'no'] as const
export type Checksums = (typeof checksums)[number]

/** One way of damaging one kind of file, by the server's end before it. */
export interface Row {
  verb: string
  of: FileKind
  restart: 'clean' | 'crash'
  fullPageWrites: 'on' | 'off'
}

/** A row of the table on one runtime, with checksums or without. */
export interface Cell extends Row {
  id: string
  runtime: RuntimeName
  checksums: Checksums
}

// After a clean end nobody reads WAL but its last record, and only a crash tears a page that WAL can mend.
const usual = (verb: string, of: FileKind): Row => ({
  verb,
  of,
  restart: of === 'wal' ? 'crash' : 'clean',
  fullPageWrites: 'on',
})

const torn = (of: FileKind): Row[] =>
  (['on', 'off'] as const).map((fullPageWrites) => ({
    verb: 'tear-page',
    of,
    restart: 'crash',
    fullPageWrites,
  }))

export const rows: readonly Row[] = [
  ...damages.flatMap(({ verb }) => fileKinds.map((of) => usual(verb, of))),
  ...torn('heap'),
  ...torn('index'),
]

export const cells: readonly Cell[] = runtimeNames.flatMap((runtime) =>
  rows.flatMap((row) =>
    checksums.map((each) => ({ ...row, id: idOf(runtime, row, each), runtime, checksums: each })),
  ),
)

export function idOf(runtime: RuntimeName, row: Row, each: Checksums): string {
  return `${runtime} ${faultOf(row)} full_page_writes ${row.fullPageWrites} checksums ${each}`
}

export function faultOf({ verb, of, restart }: Row): string {
  return `${verb}-server:of=${of}:restart=${restart}`
}
