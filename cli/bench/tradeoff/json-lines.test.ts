import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import { JsonLines } from './json-lines.ts'

test('what was kept is there again, but for a line that was half written', () =>
  inDraft('json-lines', async (folder) => {
    const path = join(folder, 'x.jsonl')
    new JsonLines<number>(path).add(1)
    appendFileSync(path, '{"round":')
    const again = new JsonLines<number>(path)
    assert.deepEqual(again.all, [1])
    again.add(2)
    assert.equal(readFileSync(path, 'utf8'), '1\n2\n')
  }))

test('a line that is none is told by its place, and so is a file that takes none', () =>
  inDraft('json-lines', async (folder) => {
    const path = join(folder, 'x.jsonl')
    writeFileSync(path, '1\nno\n')
    assert.throws(() => new JsonLines(path), /x\.jsonl:2 is no line of a sweep/)
    const nowhere = new JsonLines(join(folder, 'gone', 'x.jsonl'))
    assert.throws(() => nowhere.add(1), /x\.jsonl can't be written/)
  }))
