import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { readHistory } from '../../history/formats/read.ts'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { haveKnownHistories, knownHistories } from '../linearizability/testing/known-histories.ts'
import { linearizability } from '../linearizability/linearizability.ts'
import type { Model } from '../linearizability/model.ts'
import { modelNamed } from '../linearizability/models/catalog.ts'
import { keyValue } from '../linearizability/models/key-value.ts'
import { casRegister } from '../linearizability/models/register.ts'
import {
  counterObject,
  multiRegisterObject,
  queueObject,
  registerObject,
} from '../linearizability/testing/objects.ts'
import type { SampleObject } from '../linearizability/testing/objects.ts'
import { seeded, simulated } from '../linearizability/testing/simulate.ts'
import { unpartitioned } from '../linearizability/testing/unpartitioned.ts'
import { bench } from './bench.ts'
import type { Work } from './bench.ts'

const GIB = 2 ** 30

/** Of 1,000 steps of a client; an operation takes about two. */
const TWO_IN_A_THOUSAND = 1

interface Load {
  /** How many different ones, where they are not unique. */
  values?: number
  operations: number
  processes?: number
  cas?: boolean
  unique?: boolean
  crashes?: number
  seed?: number
}

function operationsOf({
  operations,
  processes = 10,
  cas = false,
  unique = true,
  values = 5,
  crashes = TWO_IN_A_THOUSAND,
  seed = 1,
}: Load): Iterable<Operation> {
  const object = registerObject({ unique, cas, values })
  return simulated(object, seeded(seed), { operations, processes, crashes })
}

/** Clients of another object, two in a thousand of whose operations nobody sees end. */
function judgeObject(
  model: string,
  object: SampleObject,
  operations: number,
  processes: number,
): Work {
  const sizes = { operations, processes, crashes: TWO_IN_A_THOUSAND }
  return judge(simulated(object, seeded(1), sizes), 'pass', modelNamed(model))
}

/** Half of the dequeues are told nothing although each took what was first; the queue is empty again and again. */
function* withLostAnswers(elements: number): Generator<Operation> {
  let index = 0
  const line = (
    process: number,
    type: Operation['type'],
    f: string,
    value: unknown,
  ): Operation => ({
    index,
    process,
    type,
    f,
    value,
    timeNs: 1000 * index++,
  })
  for (let element = 0; element < elements; element++) {
    yield line(0, 'invoke', 'enqueue', element)
    yield line(0, 'ok', 'enqueue', element)
    const process = element % 2 === 0 ? 1 : element + 2
    yield line(process, 'invoke', 'dequeue', null)
    if (process === 1) yield line(1, 'ok', 'dequeue', element)
    yield line(0, 'invoke', 'dequeue', null)
    yield line(0, 'ok', 'dequeue', null)
  }
}

/** Late in the history one read returns what was overwritten long ago. */
function* withStaleRead(operations: Iterable<Operation>, at: number): Generator<Operation> {
  let isPlanted = false
  for (const operation of operations) {
    const { index, type, f, value } = operation
    if (isPlanted || index <= at || type !== 'ok' || f !== 'read') yield operation
    else {
      isPlanted = true
      yield { ...operation, value: (value as number) - 500 }
    }
  }
}

function judge(operations: Iterable<Operation>, expected: 'pass' | 'fail', model?: Model): Work {
  const history = History.from(operations)
  return () => expectVerdict(history, expected, model)
}

function expectVerdict(
  history: History,
  expected: 'pass' | 'fail',
  model: Model = casRegister(),
): void {
  const limits = { clock: () => performance.now(), timeLimitMs: 60_000 }
  const { verdict, reason } = linearizability({ model, ...limits }).check(history, {})
  if (verdict !== expected) throw new Error(`${verdict}, not ${expected}: ${reason}`)
}

async function c50(model: Model): Promise<Work | undefined> {
  if (!haveKnownHistories) return undefined
  const { history } = await readHistory(join(knownHistories, 'porcupine-kv/c50-ok.txt'))
  return () => expectVerdict(history, 'pass', model)
}

/** Many indeterminate operations, few values: the short histories that searches dread. */
function shortHistories(): Work {
  const loads = Array.from({ length: 400 }, (_, seed): Load => {
    const [processes, crashes] = [[5, 8, 20][seed % 3], [60, 100, 200, 300][seed % 4]]
    return { operations: 80, processes, crashes, cas: true, unique: false, seed }
  })
  return loads.map((load) => {
    const history = History.from(operationsOf(load))
    return () => linearizability().check(history, {})
  })
}

/** An operation is a line here, as in the file: half of them are starts, half are ends. */
async function reading(
  file: string,
  size: number,
  lineOf: (operation: Operation) => string,
): Promise<Work> {
  const operations = operationsOf({ operations: size / 2, cas: true })
  await pipeline(function* () {
    for (const operation of operations) yield `${lineOf(operation)}\n`
  }, createWriteStream(file))
  return () => readHistory(file)
}

function edn(value: unknown): string {
  if (value === null) return 'nil'
  return Array.isArray(value) ? `[${value.map(edn).join(' ')}]` : JSON.stringify(value)
}

await bench(import.meta.filename, [
  {
    name: 'register, unique values, one key',
    sizes: [100_000, 1_000_000],
    prepare: (operations) => judge(operationsOf({ operations }), 'pass'),
    limit: { seconds: 2, bytes: GIB },
  },
  {
    name: 'the same with one stale read',
    sizes: [100_000, 1_000_000],
    prepare: (operations) => judge(withStaleRead(operationsOf({ operations }), operations), 'fail'),
    limit: { seconds: 2, bytes: GIB },
  },
  {
    name: 'cas register, unique values',
    sizes: [100_000, 1_000_000],
    prepare: (operations) => judge(operationsOf({ operations, cas: true }), 'pass'),
    limit: { seconds: 3, bytes: GIB },
  },
  {
    name: 'register, 5 values, 10 processes, none indeterminate, by search',
    sizes: [10_000, 100_000],
    prepare: (operations) =>
      judge(operationsOf({ operations, crashes: 0, unique: false, cas: true }), 'pass'),
  },
  {
    name: 'register, 5 values, 30 processes, by search',
    sizes: [1_000, 10_000],
    prepare: (operations) =>
      judge(operationsOf({ operations, processes: 30, unique: false, cas: true }), 'pass'),
  },
  {
    name: 'register, 100 values, 30 processes, by search',
    sizes: [2_000, 20_000],
    prepare: (operations) =>
      judge(operationsOf({ operations, processes: 30, unique: false, values: 100 }), 'pass'),
    limit: { seconds: 3, bytes: GIB },
  },
  {
    name: 'cas register, 5 values, 100 processes, none indeterminate, by search',
    sizes: [1_000, 10_000],
    prepare: (operations) =>
      judge(
        operationsOf({ operations, processes: 100, crashes: 0, unique: false, cas: true }),
        'pass',
      ),
    limit: { seconds: 3, bytes: GIB },
  },
  {
    name: 'cas register, 100 values, 100 processes, by search',
    sizes: [1_000, 10_000],
    prepare: (operations) =>
      judge(
        operationsOf({ operations, processes: 100, unique: false, values: 100, cas: true }),
        'pass',
      ),
    limit: { seconds: 10, bytes: GIB },
  },
  {
    name: 'multi-register, 2 registers, 30 processes, by search',
    sizes: [1_000, 10_000],
    prepare: (operations) => judgeObject('multi-register', multiRegisterObject(), operations, 30),
  },
  {
    name: 'queue, unique elements, half of the answers lost, often empty',
    sizes: [60_000, 600_000],
    prepare: (operations) =>
      judge(withLostAnswers(operations / 3), 'pass', modelNamed('fifo-queue')),
    limit: { seconds: 3, bytes: GIB },
  },
  {
    name: 'queue, 4 different elements, 5 processes, by search',
    sizes: [1_000, 10_000],
    prepare: (operations) => judgeObject('fifo-queue', queueObject(), operations, 5),
    limit: { seconds: 3, bytes: GIB },
  },
  {
    name: 'counter, adds of −1 to 2, 30 processes, none indeterminate, by search',
    sizes: [1_000, 10_000],
    prepare: (operations) => {
      const sizes = { operations, processes: 30 }
      return judge(simulated(counterObject(), seeded(1), sizes), 'pass', modelNamed('counter'))
    },
    limit: { seconds: 3, bytes: GIB },
  },
  {
    name: '400 histories of 80 operations, many indeterminate, 5 values',
    sizes: [80],
    prepare: shortHistories,
    limit: { seconds: 0.5, medianSeconds: 0.002 },
  },
  {
    name: 'key-value c50-ok, by key',
    sizes: [1712],
    prepare: () => c50(keyValue()),
    limit: { seconds: 0.3 },
  },
  {
    name: 'key-value c50-ok, all keys at once',
    sizes: [1712],
    prepare: () => c50(unpartitioned(keyValue())),
    limit: { seconds: 2 },
  },
  {
    name: 'reading JSONL, an operation a line',
    sizes: [200_000, 2_000_000],
    prepare: (size, folder) =>
      reading(join(folder, 'a.jsonl'), size, (each) => JSON.stringify(each)),
    limit: { seconds: Infinity, perSecond: 500_000 },
  },
  {
    name: 'reading EDN, an operation a map',
    sizes: [60_000, 600_000],
    prepare: (size, folder) =>
      reading(
        join(folder, 'a.edn'),
        size,
        ({ index, timeNs, type, process, f, value }) =>
          `{:index ${index}, :time ${timeNs}, :type :${type}, :process ${process}, :f :${f}, :value ${edn(value)}}`,
      ),
    limit: { seconds: Infinity, perSecond: 100_000 },
  },
])
