import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { isLost, type Laboratory } from './laboratory.ts'

/** Each shape: which links no one can talk over, and which standbys hear the primary, before and after. */
export function partitions(laboratory: () => Laboratory, by: 'proxy' | 'packets'): void {
  const shapes = [
    'partition-primary',
    'partition-n2',
    'partition-clients',
    'partition-standbys',
    'halves',
    'minority-n3',
    'bridge-n2',
    'ring',
    'one-way-primary',
    'one-way-n2',
  ]
  for (const shape of shapes)
    for (const words of shape.startsWith('one-way')
      ? // A primary that had lost its standbys before has no connection on which one way could still be open.
        [`${shape}:lost=in:lead=0:by=${by}`, `${shape}:lost=out:lead=0:by=${by}`]
      : [`${shape}:by=${by}`])
      test(`${words}: the lost ways are lost, and no other`, () =>
        laboratory().during(words, async ({ detail }) => {
          const { name: primary } = laboratory().primary
          const isGone = (from: string, to: string) => detail.lost!.includes(`${from} to ${to}`)
          const hears = (standby: string) => {
            if (isGone(primary, standby)) return false
            // The proxy takes what it is sent; TCP by itself stops soon where its acknowledgements are lost.
            return by === 'packets' && isGone(standby, primary) ? undefined : true
          }
          await Promise.all([
            laboratory().expectReplicated(hears),
            laboratory().expectCut((link) => isLost(detail, link)),
          ])
        }))

  test(`cut-n2-to-n1:by=${by}: one link alone`, () =>
    laboratory().during(`cut-n2-to-n1:by=${by}`, async () => {
      await Promise.all([
        laboratory().expectReplicated((standby) => standby !== 'n2'),
        laboratory().expectCut(({ name }) => name === 'n2-to-n1'),
      ])
    }))

  test(`flap-primary:every=700:by=${by}: clients lose it and find it again, more than once`, () =>
    laboratory().during(`flap-primary:every=700:by=${by}`, async () => {
      const seen: boolean[] = []
      const until = performance.now() + 30_000
      while (seen.length < 4 && performance.now() < until) {
        const answered = await laboratory()
          .insert(300)
          .then(
            () => true,
            () => false,
          )
        if (seen.at(-1) !== answered) seen.push(answered)
        await sleep(20)
      }
      assert.ok(seen.length >= 4, `${seen}`)
    }))
}

/** What is shaped is slower by what was asked for at least, or told that it is over. */
export function shaping(laboratory: () => Laboratory, reset: RegExp): void {
  const arrivalMs = async () => {
    const begin = performance.now()
    await laboratory().arrives(laboratory().cluster.node('n2'), await laboratory().mark())
    return performance.now() - begin
  }
  const bulk = 'INSERT INTO marks SELECT 0 FROM generate_series(1, 4000)' // some 250 kB of WAL

  test('delay-replication: a standby hears later', () =>
    laboratory().during('delay-replication:ms=400:jitter=20', async () => {
      assert.ok((await arrivalMs()) >= 380)
    }))

  test('rate-replication: a standby hears no more than the rate lets through', () =>
    laboratory().during('rate-replication:kilobytes=100', async () => {
      await laboratory().query(laboratory().primary.endpoint(), bulk)
      assert.ok((await arrivalMs()) >= 1_000)
    }))

  test('reset-clients: connections are reset, those of others are not', () =>
    laboratory().during('reset-clients', async () => {
      await assert.rejects(laboratory().insert(15_000), reset)
      await laboratory().expectReplicated(() => true)
    }))
}
