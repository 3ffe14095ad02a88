/** `HASH_PARTITION_SEED` of PostgreSQL's partitioning. */
const SEED = [0x7a5b2236, 0x7996dcfd]
/** What its `hash_combine64` adds for the first column of a key. */
const FIRST_COLUMN = 0x49a0f4dd15e5a8e3n
const START = 0x9e3779b9 + 4 + 3923095

/**
 * In which of so many partitions by hash PostgreSQL has a row, by its one key, an integer. The hash is lookup3 of Bob
 * Jenkins (2006), as the server's `hash_bytes_uint32_extended` has it.
 */
export function hashPartition(key: number, partitions: number): number {
  const [a, b, c] = mixed([START + SEED[0], START + SEED[1], START])
  const hash = finished([a + key, b, c])
  return Number(BigInt.asUintN(64, hash + FIRST_COLUMN) % BigInt(partitions))
}

/** Words of 32 bits, with or without a sign. */
type Words = [number, number, number]

const rotated = (word: number, by: number) => (word << by) | (word >>> (32 - by))

/** Two turns, in which each word comes to be the first. */
function mixed([x, y, z]: Words): Words {
  for (const by of [4, 6, 8, 16, 19, 4])
    [x, y, z] = [y, (z + y) | 0, ((x - z) ^ rotated(z, by)) | 0]
  return [x, y, z]
}

function finished([a, b, c]: Words): bigint {
  let [x, y, z] = [c, b, a]
  for (const by of [14, 11, 25, 16, 4, 14, 24]) [x, y, z] = [z, ((x ^ y) - rotated(y, by)) | 0, y]
  return (BigInt(z >>> 0) << 32n) | BigInt(y >>> 0)
}
