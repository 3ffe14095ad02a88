/** How often each amount may be taken. */
export type Amounts = Map<bigint, number>

/** How many partial sums may be looked at; a search that is given up takes them all. */
export interface Effort {
  left: number
}

/**
 * Whether some of the amounts add up to `target`, for amounts of either sign; `null` where that was not found out
 * with the effort. Amounts without a gap, such as ones alone, need no search: then every multiple of their greatest
 * common divisor can be made. Otherwise all sums are made one by one, with counts split into powers of two.
 */
export function isSubsetSum(amounts: Amounts, target: bigint, effort: Effort): boolean | null {
  const { sizes, negative } = withoutSigns(amounts)
  const wanted = target - negative
  const total = sizes.reduce((sum, [size, count]) => sum + size * BigInt(count), 0n)
  if (wanted < 0n || wanted > total) return false
  const unit = sizes.reduce((divisor, [size]) => greatestCommonDivisor(divisor, size), 0n)
  if (unit === 0n) return true
  if (wanted % unit !== 0n) return false
  if (hasNoGap(sizes, unit)) return true
  // What is left out adds up to the rest.
  return search(sizes, wanted * 2n > total ? total - wanted : wanted, effort)
}

/** To leave out a negative amount is to add its size to the sum of all negative ones. */
function withoutSigns(amounts: Amounts): { sizes: [bigint, number][]; negative: bigint } {
  const sizes = new Map<bigint, number>()
  let negative = 0n
  for (const [amount, count] of amounts) {
    if (amount === 0n || count === 0) continue
    const size = amount < 0n ? -amount : amount
    sizes.set(size, (sizes.get(size) ?? 0) + count)
    if (amount < 0n) negative += amount * BigInt(count)
  }
  return { sizes: [...sizes].toSorted(([a], [b]) => (a < b ? -1 : 1)), negative }
}

/** Each amount is at most one unit more than all smaller ones together. */
function hasNoGap(sizes: [bigint, number][], unit: bigint): boolean {
  let reach = 0n
  return sizes.every(([size, count]) => {
    const isNext = size <= reach + unit
    reach += size * BigInt(count)
    return isNext
  })
}

function search(sizes: [bigint, number][], wanted: bigint, effort: Effort): boolean | null {
  const sums = new Set([0n])
  for (const [size, count] of sizes)
    for (let left = count, part = 1; left > 0; left -= part, part = Math.min(part * 2, left)) {
      const step = size * BigInt(part)
      effort.left -= sums.size
      if (effort.left < 0) return null
      const larger = sums.values().map((sum) => sum + step)
      for (const sum of larger.toArray()) if (sum <= wanted) sums.add(sum)
      if (sums.has(wanted)) return true
    }
  return sums.has(wanted)
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b)
}
