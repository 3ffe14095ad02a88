import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Docker from 'dockerode'
import { removeImages } from './images.ts'

/** An engine with these images, which refuses to remove those that are used. */
function engineWith(tags: string[], used: string[]): Docker {
  const left = new Set(tags)
  const infoOf = (tag: string, i: number) => ({ RepoTags: [tag], Size: 1, Created: i })
  return {
    listImages: async ({ filters }: { filters: { reference?: string[] } }) =>
      [...left].filter((tag) => filters.reference?.includes(tag) ?? true).map(infoOf),
    getImage: (tag: string) => ({
      async remove() {
        if (used.includes(tag)) throw Object.assign(new Error('conflict'), { statusCode: 409 })
        left.delete(tag)
      },
    }),
  } as unknown as Docker
}

test('images that live runs use are kept, and told', async () => {
  const docker = engineWith(
    ['splitbrain/debian:a', 'splitbrain/postgres:b', 'splitbrain/links:c'],
    ['splitbrain/postgres:b', 'splitbrain/debian:a'],
  )
  assert.deepEqual(await removeImages(docker), {
    removed: ['splitbrain/links:c'],
    kept: ['splitbrain/postgres:b', 'splitbrain/debian:a'],
  })
})
