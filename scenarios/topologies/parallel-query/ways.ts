import type { Asking } from './asking.ts'
import { byFdw } from './by-fdw.ts'
import { byPlproxy } from './by-plproxy.ts'
import type { ParallelQueryOptions } from './options.ts'

const ways = { fdw: byFdw, plproxy: byPlproxy }

export const askingOf = ({ by, async }: Pick<ParallelQueryOptions, 'by' | 'async'>): Asking =>
  ways[by](async === 'on')
