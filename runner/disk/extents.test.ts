import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extentsIn } from './extents.ts'

const told = `Filesystem type is: ef53
File size of /var/lib/splitbrain/data/y is 8192000 (2000 blocks of 4096 bytes)
 ext:     logical_offset:        physical_offset: length:   expected: flags:
   0:        0..      15:       2159..      2174:     16:            
   1:       20..    1999:       2671..      4650:   1980:       2175: last,unwritten,eof
/var/lib/splitbrain/data/y: 2 extents found
`

test('extents are read in bytes, with the holes between them left out', () => {
  assert.deepEqual(extentsIn(told), [
    { file: 0, disk: 2159 * 4096, length: 16 * 4096 },
    { file: 20 * 4096, disk: 2671 * 4096, length: 1980 * 4096 },
  ])
  assert.deepEqual(extentsIn('y: 0 extents found\n'), [])
})

test('what the file system has not placed yet is no place', () => {
  const unplaced = told.replace('last,unwritten', 'last,unknown_loc,delalloc')
  assert.throws(() => extentsIn(unplaced), /no place on the disk/)
})
