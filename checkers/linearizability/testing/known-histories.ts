import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readHistory } from '../../../history/formats/read.ts'
import type { Verdict } from '../../checker.ts'
import { linearizability } from '../linearizability.ts'
import type { LinearizabilityResult } from '../linearizability.ts'
import type { Model } from '../model.ts'
import { keyValue } from '../models/key-value.ts'
import { multiRegister } from '../models/multi-register.ts'
import { mutex } from '../models/mutex.ts'
import { casRegister } from '../models/register.ts'

/** Public histories with known verdicts, where they are on this machine: beside the project, not in it. */
export const knownHistories = join(import.meta.dirname, '../../../../shared/histories')

export const haveKnownHistories = existsSync(join(knownHistories, 'manifest.json'))

/** What a group's publishers say of it: the model, what it starts from, and whether no operation is an order too. */
interface Group {
  model: Model
  initial?: unknown
  allowEmpty?: boolean
}

const knossosRegister: Group = {
  model: casRegister({ nilReadUnknown: true }),
  initial: 0,
  allowEmpty: true,
}

const groups: Record<string, Group> = {
  'porcupine-kv': { model: keyValue() },
  'knossos-cas-register-good': knossosRegister,
  'knossos-cas-register-bad': knossosRegister,
  'knossos-mutex-bad': { model: mutex(), allowEmpty: true },
  'knossos-multi-register-good': {
    model: multiRegister({ nilReadUnknown: true }),
    initial: { x: 0, y: 0 },
    allowEmpty: true,
  },
}

export interface Row {
  file: string
  operations: number
  expected: Verdict
  result: LinearizabilityResult
  milliseconds: number
}

/** Judges the linearizability histories one after the other. */
export async function* judgeKnownHistories(): AsyncGenerator<Row> {
  const manifest = JSON.parse(readFileSync(join(knownHistories, 'manifest.json'), 'utf8'))
  for (const { group, file, ops, expected } of manifest) {
    if (!(group in groups)) continue
    const { model, initial, allowEmpty } = groups[group]
    const { history } = await readHistory(join(knownHistories, file))
    const start = performance.now()
    const limits = { clock: () => performance.now(), timeLimitMs: 5_000 }
    const result = linearizability({ model, allowEmpty, ...limits }).check(history, { initial })
    const milliseconds = performance.now() - start
    const verdict: Verdict = expected === 'linearizable' ? 'pass' : 'fail'
    yield { file, operations: ops, expected: verdict, result, milliseconds }
  }
}
