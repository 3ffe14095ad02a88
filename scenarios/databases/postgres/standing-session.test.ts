import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type pg from 'pg'
import { StandingSession } from './standing-session.ts'

/** A connection that answers with its number until it ends, as one that is known to be broken. */
class Numbered extends EventEmitter {
  private readonly number: number
  private isOver = false

  constructor(number: number) {
    super()
    this.number = number
    this.once('end', () => (this.isOver = true))
  }

  async query() {
    if (this.isOver) throw new Error('Client has encountered a connection error')
    return { rows: [{ number: this.number }] }
  }
}

test('a connection that ends while nobody asks is opened anew for whoever asks next', async () => {
  const opened: Numbered[] = []
  const session = new StandingSession(async () => {
    opened.push(new Numbered(opened.length))
    return opened.at(-1) as unknown as pg.Client
  })
  assert.deepEqual(await session.query('SELECT 1'), [{ number: 0 }])
  assert.deepEqual(await session.query('SELECT 1'), [{ number: 0 }])
  opened[0].emit('end')
  assert.deepEqual(await session.query('SELECT 1'), [{ number: 1 }])
})

test('one that can not be opened is tried anew', async () => {
  let tries = 0
  const session = new StandingSession(async () => {
    if (tries++ === 0) throw new Error('refused')
    return new Numbered(tries) as unknown as pg.Client
  })
  await assert.rejects(session.query('SELECT 1'), /refused/)
  assert.deepEqual(await session.query('SELECT 1'), [{ number: 2 }])
})
