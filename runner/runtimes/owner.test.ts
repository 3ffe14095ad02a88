import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { execa } from 'execa'
import { isOrphaned, ownerOf, thisOwner } from './owner.ts'

const [HOST, NAMESPACE, PID, START] = [0, 1, 2, 3]
const change = (place: number, word: string) => thisOwner().split('/').with(place, word).join('/')

test('a live harness is no orphan maker', () => {
  assert.equal(isOrphaned(thisOwner()), false)
})

test('a dead harness left orphans', async () => {
  const child = spawn('sleep', ['60'])
  const owner = ownerOf(child.pid!)
  assert.equal(isOrphaned(owner), false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(isOrphaned(owner), true)
})

test('another process that was given the number since is not the harness', () => {
  assert.equal(isOrphaned(change(START, '1')), true)
})

test('another host’s harness is never judged from here, whatever is said of it', () => {
  assert.equal(isOrphaned(change(HOST, 'elsewhere')), false)
  assert.equal(isOrphaned('elsewhere/1/999999999/1'), false)
})

test('nor is one of another namespace of process ids, where the numbers mean others', () => {
  const [host, , pid] = thisOwner().split('/')
  assert.equal(isOrphaned(change(NAMESPACE, '1')), false)
  assert.equal(isOrphaned([host, '1', pid, '1'].join('/')), false)
})

const noNamespaces =
  process.platform !== 'linux' || userInfo().uid !== 0
    ? 'only root on Linux can make a namespace'
    : (await execa('unshare', ['--pid', '--fork', 'true'], { reject: false })).failed &&
      'this machine lets nobody make a namespace'

for (const mount of [['--mount-proc'], []])
  test(
    `seen from a namespace ${mount.length > 0 ? 'with a /proc of its own' : 'that sees this one’s /proc'}, this harness lives`,
    { skip: noNamespaces },
    async () => {
      const program = `
        const { isOrphaned, thisOwner } = await import(${JSON.stringify(import.meta.resolve('./owner.ts'))})
        console.log(isOrphaned(process.argv[1]), isOrphaned(thisOwner()))`
      const node = [process.execPath, '--input-type=module', '-e', program, thisOwner()]
      const { stdout } = await execa('unshare', ['--pid', '--fork', ...mount, ...node])
      assert.equal(stdout, 'false false')
    },
  )

test('what is no owner’s mark is left alone', () => {
  for (const mark of ['', 'host', change(PID, 'x'), change(PID, '')])
    assert.equal(isOrphaned(mark), false)
})
