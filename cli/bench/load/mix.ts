import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { SplitbrainError } from '../../../history/errors.ts'
import { mixes, mixOf, type Mix } from '../../../scenarios/load/mixes.ts'
import { playOf } from '../../../scenarios/load/player.ts'
import { unknownName } from '../../nearest.ts'

/** The mix that is meant, or a user's own script, which is read before anything starts unless pgbench is to read it. */
export async function chosenMix(words: {
  mix?: string
  script?: string
  by: string
}): Promise<Mix> {
  const { mix: name = mixes[0].name, script, by } = words
  if (script !== undefined) {
    if (words.mix !== undefined)
      throw new SplitbrainError(
        'usage',
        '--script and --mix both say what clients do: leave one out.',
      )
    const mix = mixOf({ name: basename(script), text: await textOf(script) })
    if (by === 'client') for (const each of mix.scripts) playOf(each, true)
    return mix
  }
  const found = mixes.find((mix) => mix.name === name)
  if (found !== undefined) return found
  throw unknownName(
    'mix',
    name,
    mixes.map((mix) => mix.name),
  )
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const message = `--script ${path} can't be read: name a file in pgbench's language.`
    throw new SplitbrainError('usage', message, { cause })
  })
}
