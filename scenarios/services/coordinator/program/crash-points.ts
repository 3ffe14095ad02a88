/** Moments of a commit at which the coordinator can be made to die, in their order. */
export const crashPoints = [
  'before-prepare',
  'between-prepares',
  'after-prepare',
  'after-decision',
  'between-commits',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** Dies at the next moment of a kind that it was armed with. */
export class CrashPoints {
  private armed: CrashPoint | undefined

  arm(point: CrashPoint): void {
    this.armed = point
  }

  reach(point: CrashPoint, gid: string): void {
    if (this.armed !== point) return
    console.log(`dies ${point} of ${gid}`)
    process.kill(process.pid, 'SIGKILL')
  }
}
