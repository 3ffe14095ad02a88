import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPartition } from './hash-partition.ts'

const keys = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 2147483647, -1, -2147483648]

// As PostgreSQL says by satisfies_hash_partition.
test('a row is in the partition that PostgreSQL has it in', () => {
  const of = (partitions: number) => keys.map((key) => hashPartition(key, partitions)).join('')
  assert.deepEqual([of(2), of(3), of(4)], ['00011111111110', '22010201022120', '00213133111312'])
})
