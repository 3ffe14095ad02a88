import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { SplitbrainError } from '../history/errors.ts'
import type { LinkState, NodeState, RunRecord, RunResults } from './results.ts'

/** Of `run.json` and `results.json`; it grows when an older version could not understand them. Absent is 0. */
export const FORMAT = 1

const recordShape = z.object({
  id: z.string(),
  scenario: z.string(),
  label: z.string().optional(),
  runtime: z.string(),
  workload: z.string(),
  faults: z.array(z.string()),
  seed: z.number(),
  command: z.string(),
  options: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  machine: z.object({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
  }),
  startedAt: z.string(),
})

/** What nobody can find out from a history; all else in it is judged anew. */
const endShape = z.looseObject({
  phases: z.array(
    z.object({
      name: z.string(),
      startNs: z.number(),
      endNs: z.number(),
      error: z.string().optional(),
    }),
  ),
  error: z.object({ code: z.string(), message: z.string(), phase: z.string() }).optional(),
})

/** What a run was to be: `run.json`. */
export function readRecord(folder: string): Promise<RunRecord> {
  return readJson(join(folder, 'run.json'), recordShape)
}

/** What became of it: `results.json`, of which only `phases` and `error` are looked at. */
export async function readResults(folder: string): Promise<RunResults> {
  const results = await readJson(join(folder, 'results.json'), endShape)
  return results as unknown as RunResults
}

async function readJson<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  const value = parse(file, await textOf(file))
  const { data: { format } = { format: 0 } } = formatShape.safeParse(value)
  if (!isKnown(format))
    throw new SplitbrainError(
      'history',
      `${file} has format ${JSON.stringify(format)}, and this version of Splitbrain reads up to ${FORMAT}: use a later one.`,
    )
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`
  throw new SplitbrainError(
    'history',
    `${file} is not what a run writes${where} (${issue.message}): take it from the run's folder again.`,
  )
}

const formatShape = z.object({ format: z.unknown().default(0) })

const isKnown = (format: unknown): boolean =>
  Number.isInteger(format) && (format as number) >= 0 && (format as number) <= FORMAT

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new SplitbrainError(
      'usage',
      `${file} can't be read: name the folder of a run, which holds run.json and results.json, for example runs/latest.`,
      { cause },
    )
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SplitbrainError('history', `${file} is cut off or damaged, and no JSON.`, { cause })
  }
}

const stateShape = z.union([
  z.looseObject({ timeNs: z.number(), node: z.string(), role: z.string() }),
  z.looseObject({ timeNs: z.number(), link: z.string(), effects: z.array(z.string()) }),
])

/** The samples in `state.jsonl`; none where there is no such file, and a last line that was cut off is left out. */
export async function readStates(
  folder: string,
): Promise<{ states: NodeState[]; links: LinkState[] }> {
  const file = join(folder, 'state.jsonl')
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return ''
    throw new SplitbrainError('history', `${file} can't be read.`, { cause })
  })
  const lines = text.split('\n').slice(0, -1)
  const samples = lines.map((line, index) => stateIn(line, `${file}:${index + 1}`))
  return {
    states: samples.filter((each) => 'node' in each),
    links: samples.filter((each) => 'link' in each),
  }
}

function stateIn(line: string, where: string): NodeState | LinkState {
  const { success, data } = stateShape.safeParse(parse(where, line))
  if (!success) throw new SplitbrainError('history', `${where}: no state of a node or of a link.`)
  return data as unknown as NodeState | LinkState
}
