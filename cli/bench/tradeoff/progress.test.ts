import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockTime, Progress } from './progress.ts'

function told(act: (progress: Progress) => void, isTTY = true): string {
  let text = ''
  const write = (more: string, ...then: unknown[]) => {
    text += more
    for (const each of then) if (typeof each === 'function') each()
    return true
  }
  const stream = { isTTY, columns: 100, write } as unknown as NodeJS.WriteStream
  act(new Progress({ block: 60_000, kill: 120_000 }, stream))
  return text
}

test('time left is what parts may take until one was seen', () => {
  const text = told((progress) => {
    progress.begin({ block: 3, kill: 1 })
    progress.next('on at 5 ms')
  })
  assert.match(text, /░{20} 0 %, 5:00 left {2}on at 5 ms$/)
})

test('what was seen replaces the guess, and the bar fills', () => {
  const text = told((progress) => {
    progress.begin({ block: 1, kill: 1 })
    progress.next('a point')
    progress.ended('block')
    progress.next('a kill')
    progress.ended('kill')
    progress.next('all')
  })
  assert.match(
    text,
    /0 %, 3:00 left {2}a point.*2:00 left {2}a kill.*█{20} 100 %, 0:00 left {2}all$/s,
  )
})

test('where no terminal is, not every part is a line', () => {
  const text = told((progress) => {
    progress.begin({ block: 9, kill: 0 })
    for (let i = 0; i < 9; i++) progress.next('a point')
  }, false)
  assert.equal(text.split('\n').length, 2)
})

test('minutes have sixty seconds', () => {
  assert.deepEqual([0, 59_400, 59_600, 605_000].map(clockTime), ['0:00', '0:59', '1:00', '10:05'])
})
