import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'

/** Moments of a commit at which the coordinator can be made to die, in their order. */
export const crashPoints = [
  'before-prepare',
  'between-prepares',
  'after-prepare',
  'after-decision',
  'between-commits',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** The file in which whoever wants that says where; it is gone when the coordinator has come there. */
export const DIE = 'die'
/** Who died where: a process, the moment and the transaction. */
export const DIED = 'died'

/** Dies where somebody wants it to. */
export function reach(point: CrashPoint, gid: string): void {
  if (wanted() !== point) return
  writeFileSync(DIED, `${process.pid} ${point} ${gid}\n`)
  unlinkSync(DIE)
  process.kill(process.pid, 'SIGKILL')
}

function wanted(): string | undefined {
  try {
    return readFileSync(DIE, 'utf8')
  } catch {
    return undefined
  }
}
