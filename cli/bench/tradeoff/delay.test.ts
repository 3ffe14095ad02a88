import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Link } from '../../../runner/network/link.ts'
import { delay } from './delay.ts'

/** A link that says what was done to it, and delays so many bytes on each way. */
function linkSaying(said: string[], bytesDelayed: number): Link {
  const poison = async (toxic: { attributes: { latency: number } }, [stream]: string[]) => {
    const what = `${stream} ${toxic.attributes.latency} ms`
    said.push(what)
    return {
      effect: async () => ({ took: true, by: { bytesDelayed } }),
      undo: async () => void said.push(`no ${what}`),
    }
  }
  return { poison } as unknown as Link
}

test('a round trip is longer by all of it, an odd one too, as long as it is in force', async () => {
  const said: string[] = []
  {
    await using delayed = await delay([linkSaying(said, 100), linkSaying(said, 10)], 5)
    assert.deepEqual(said.toSorted(), [
      'downstream 2 ms',
      'downstream 2 ms',
      'upstream 3 ms',
      'upstream 3 ms',
    ])
    assert.equal(await delayed.bytes(), 220)
  }
  assert.equal(said.filter((each) => each.startsWith('no ')).length, 4)
})

test('where there is nothing to delay nothing is, and no byte waited', async () => {
  const said: string[] = []
  await using none = await delay([linkSaying(said, 100)], 0)
  await using nobody = await delay([], 5)
  assert.deepEqual([await none.bytes(), await nobody.bytes(), said], [0, 0, []])
})
