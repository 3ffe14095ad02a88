import type { Claim } from '../../../runner/claim.ts'

export function claimsOf(): Claim[] {
  return []
}
