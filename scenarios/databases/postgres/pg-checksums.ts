import { SplitbrainError } from '../../../history/errors.ts'
import { shutDown } from './restart.ts'
import type { PostgresServer } from './server.ts'

/** Every page of every file against its checksum, by the program that comes with the server, which has to be down for it. */
export async function pgChecksums(server: PostgresServer): Promise<string[]> {
  await (server.isManaged ? server.stop() : shutDown(server, 'fast'))
  const { exitCode, output } = await server.node.exec(['pg_checksums', '--check', '--pgdata=data'])
  return badPages(exitCode, output)
}

const complaint =
  /^pg_checksums: error: ((?:checksum verification failed|could not read block|could not open file) .*)$/gm

/** It ends with 0, or with 1 and a line for each page that is not as it was written; anything else is no look at all. */
export function badPages(exitCode: number, output: string): string[] {
  const found = [...output.matchAll(complaint)].map(([, words]) => words)
  if (exitCode === 0 || found.length > 0) return found
  const said = output.trim().split('\n').at(-1) ?? ''
  throw new SplitbrainError('runtime', `pg_checksums ended with ${exitCode}: ${said}`)
}
