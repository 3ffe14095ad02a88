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

/** The file in which whoever wants that says where, and by which signal; it is gone when the coordinator has come there. */
export const DIE = 'die'
/** Who died where: a process, the moment and the transaction. */
export const DIED = 'died'

/** Dies where somebody wants it to, or stands still there until it is woken. */
export function reach(point: CrashPoint, gid: string): void {
  const [where, signal] = wanted()
  if (where !== point) return
  writeFileSync(DIED, `${process.pid} ${point} ${gid}\n`)
  unlinkSync(DIE)
  process.kill(process.pid, signal)
}

function wanted(): string[] {
  try {
    return readFileSync(DIE, 'utf8').split(' ')
  } catch {
    return []
  }
}
