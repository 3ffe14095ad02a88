import { checkCommand } from '../../cli/check.ts'
import { SplitbrainError } from '../../history/errors.ts'

export interface Ran {
  out: string
  err: string
  code: number
}

/** `splitbrain check` in this process: what it wrote, and its exit code. */
export async function check(...words: string[]): Promise<Ran> {
  const ran: Ran = { out: '', err: '', code: -1 }
  const command = checkCommand()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (ran.out += text),
      writeErr: (text) => (ran.err += text),
    })
  try {
    await command.parseAsync(words, { from: 'user' })
    ran.code = Number(process.exitCode)
  } catch (error) {
    if (!(error instanceof SplitbrainError)) throw error
    ran.err += error.message
    ran.code = error.exitCode
  } finally {
    process.exitCode = undefined
  }
  return ran
}
