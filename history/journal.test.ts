import assert from 'node:assert/strict'
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readHistory } from './formats/read.ts'
import { Journal } from './journal.ts'
import type { Operation } from './operation.ts'

const folder = mkdtempSync(join(tmpdir(), 'journal-'))
after(() => rmSync(folder, { recursive: true }))

const invoke = { process: 0, type: 'invoke', f: 'add', value: 1, timeNs: 10 } as const
const ok = { ...invoke, type: 'ok', timeNs: 20 } as const

test('each operation is a line with its index, in the file as soon as it is appended', () => {
  const path = join(folder, 'lines.jsonl')
  using journal = new Journal(path)
  journal.append(invoke)
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { index: 0, ...invoke })
  journal.append(ok)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as Operation).index),
    [0, 1],
  )
})

test('a file that is there already is never written into', () => {
  const path = join(folder, 'taken.jsonl')
  using journal = new Journal(path)
  journal.append(invoke)
  assert.throws(() => new Journal(path), { code: 'EEXIST' })
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 2)
})

test('what a killed harness leaves can be read, without the line that was cut', async () => {
  const path = join(folder, 'cut.jsonl')
  {
    using journal = new Journal(path)
    journal.append(invoke)
    journal.append(ok)
  }
  appendFileSync(path, '{"index":2,"process":0,"ty')
  const { history, warnings } = await readHistory(path)
  assert.deepEqual(
    [...history.operations()],
    [
      { index: 0, ...invoke },
      { index: 1, ...ok },
    ],
  )
  assert.match(warnings.join(), /cut.jsonl:3: the last line is cut off/)
})

test('a late operation never reaches the file that has the number of the closed one', () => {
  const journal = new Journal(join(folder, 'closed.jsonl'))
  journal[Symbol.dispose]()
  const other = join(folder, 'results.json')
  const file = openSync(other, 'w')
  try {
    assert.throws(() => journal.append(invoke), { code: 'crash' })
    journal[Symbol.dispose]()
  } finally {
    closeSync(file)
  }
  assert.equal(readFileSync(other, 'utf8'), '')
})
