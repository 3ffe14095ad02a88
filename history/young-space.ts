import { setFlagsFromString } from 'node:v8'

/**
 * For a process that does nothing but read and judge: what it reads, it keeps, and V8 would take that for a reason to
 * let the space for young objects grow to many times its size, which costs memory and the time to fill it.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
