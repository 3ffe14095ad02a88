import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../../../runner/until.fixture.ts'
import { frozen } from './freeze.ts'
import { linesOf, writingServer } from './server.fixture.ts'
import { Snapshot } from './snapshot.ts'

test('all files of a snapshot are of one moment, and the server goes on after it', async () => {
  await using server = await writingServer()
  const snapshot = new Snapshot(server.data, server.folder)
  for (let number = 1; number <= 20; number++) {
    const before = linesOf(join(server.data, 'first'))
    snapshot.take(number)
    const [first, second] = ['first', 'second'].map((name) => linesOf(join(server.folder, name)))
    assert.ok(first - second === 0 || first - second === 1, `${first} and ${second}`)
    assert.ok(second + 1 >= before, 'what was written before is in it')
    await until('it goes on', () => linesOf(join(server.data, 'second')) > first)
  }
})

test('what has changed is taken anew, and what is gone goes', async () => {
  await using server = await writingServer()
  const snapshot = new Snapshot(server.data, server.folder)
  const changed = (since: number) => snapshot.since(since).changed.map(({ path }) => path)
  snapshot.take(1)
  assert.deepEqual(changed(0).toSorted(), ['first', 'postmaster.pid', 'quiet', 'second'])
  let number = 1
  await until('only what is written to changes', () => {
    snapshot.take(++number)
    return changed(number - 1).join(' ') === 'first second'
  })
  writeFileSync(join(server.data, 'new'), 'x')
  rmSync(join(server.data, 'quiet'))
  snapshot.take(++number)
  assert.ok(changed(number - 1).includes('new'))
  assert.ok(!existsSync(join(server.folder, 'quiet')))
  assert.ok(!snapshot.since(0).entries.some(({ path }) => path === 'quiet'))
})

test('what may still be written to in the moment that its times tell is taken again', async () => {
  await using server = await writingServer()
  const snapshot = new Snapshot(server.data, server.folder)
  const later = Date.now() / 1000 + 3600
  utimesSync(join(server.data, 'quiet'), later, later)
  snapshot.take(1)
  snapshot.take(2)
  assert.ok(snapshot.since(1).changed.some(({ path }) => path === 'quiet'))
})

test('nothing is taken of a server that somebody else has stopped, or lets go on meanwhile', async () => {
  await using server = await writingServer()
  const { data, pid } = server
  assert.throws(
    () => frozen(data, () => process.kill(-pid, 'SIGCONT')),
    /somebody else let the server go on/,
  )
  process.kill(pid, 'SIGSTOP')
  await until('it stands', () => stateOf(pid) === 'T')
  assert.throws(() => frozen(data, () => {}), /somebody else has stopped the server/)
  assert.equal(stateOf(pid), 'T', 'nor is it let go on')
})

test('after a snapshot that failed all is taken anew', async () => {
  await using server = await writingServer()
  const snapshot = new Snapshot(server.data, server.folder)
  const changed = (since: number) => snapshot.since(since).changed.map(({ path }) => path)
  let number = 0
  await until('what is quiet is not taken again', () => {
    snapshot.take(++number)
    return !changed(number - 1).includes('quiet')
  })
  const lock = join(server.data, 'postmaster.pid')
  const own = readFileSync(lock, 'utf8')
  writeFileSync(lock, `${process.pid}\n`)
  assert.throws(() => snapshot.take(++number), /no server runs/)
  writeFileSync(lock, own)
  snapshot.take(++number)
  assert.ok(changed(number - 1).includes('quiet'))
})

test('nothing is taken where no server runs', async () => {
  await using server = await writingServer()
  writeFileSync(join(server.data, 'postmaster.pid'), `${process.pid}\n`)
  assert.throws(() => new Snapshot(server.data, server.folder).take(1), /no server runs/)
})

function stateOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1][0]
}
