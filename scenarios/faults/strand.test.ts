import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseFault } from '../../cli/choose-fault.ts'
import type { Cluster, Guarded } from '../../runner/topology.ts'
import { layoutOf } from '../topologies/hot-standby/layout.fixture.ts'
import { contextOf, standing } from './standing.fixture.ts'

const layout = layoutOf(3)
const answers = 'proxy loses n2>n1 n3>n1'
const sent = 'proxy loses n1>n2 n1>n3'

const strand = () => chooseFault('strand', layout)

/** A cluster that answers so, one answer after the other, and the last one again and again. */
function answering(waiting: number[], replayed: number[][]) {
  const { cluster, seen } = standing(layout)
  const [group] = cluster.guarded!
  const next = <T>(all: T[]) => (all.length > 1 ? all.shift()! : all[0])
  const held = async () => {
    const now = next(waiting)
    seen.push(`${now} wait`)
    return { node: 'n1', waiting: now, lsnBytes: 70 }
  }
  const observe = async () => {
    const positions = next(replayed)
    seen.push(`standbys at ${positions.join(' ')}`)
    const standbys = ['n2', 'n3'].map((node, i) => ({
      node,
      role: 'standby',
      lsnBytes: positions[i],
    }))
    return [{ node: 'n1', role: 'primary', lsnBytes: 70 }, ...standbys]
  }
  const guarded: Guarded[] = [{ ...group, held }]
  return { cluster: { ...cluster, guarded, observe } as Cluster, seen }
}

test('what standbys answer is lost, and once all show a commit that waits, what they are sent too', async () => {
  const { cluster, seen } = answering(
    [0, 2],
    [
      [70, 60],
      [75, 70],
    ],
  )
  const { nodes, detail, undo } = await strand().inject(contextOf(cluster))
  const positions = ['standbys at 70 60', 'standbys at 75 70']
  assert.deepEqual(seen.splice(0), [answers, '0 wait', '2 wait', ...positions, sent])
  assert.deepEqual(nodes, ['n1', 'n2', 'n3'])
  const lost = ['n2 to n1', 'n3 to n1', 'n1 to n2', 'n1 to n3']
  assert.deepEqual(detail, { lost, waiting: 2, lsnBytes: 70 })
  await undo()
  assert.deepEqual(seen, [`no more ${sent}`, `no more ${answers}`])
})

test('where no commit ever waits it is taken back at the end of the run, and never happened', async () => {
  const { cluster, seen } = answering([0], [[70, 70]])
  const over = AbortSignal.timeout(60)
  const context = { ...contextOf(cluster), over }
  await assert.rejects(strand().inject(context), { name: /AbortError|TimeoutError/ })
  assert.equal(seen.at(0), answers)
  assert.equal(seen.at(-1), `no more ${answers}`)
  assert.ok(!seen.includes(sent))
})
