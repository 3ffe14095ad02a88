import type { Asking } from './asking.ts'
import { byFdw } from './by-fdw.ts'
import { byPlproxy } from './by-plproxy.ts'

const ways = { fdw: byFdw, plproxy: byPlproxy }

/** The way of asking that options are of. */
export const askingOf = ({ by, async }: { by: keyof typeof ways; async: 'on' | 'off' }): Asking =>
  ways[by](async === 'on')
