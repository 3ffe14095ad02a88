import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { after, before, suite, test } from 'node:test'
import { execa } from 'execa'
import { engine } from '../../runner/runtimes/docker/engine.ts'
import { ensureImages } from '../../runner/runtimes/docker/images.ts'
import { skipContainers } from './docker.ts'
import { outputFolder, small } from './splitbrain.ts'

const checkout = join(import.meta.dirname, '..', '..')

/**
 * A machine that has none of the images is one whose checkout is another: images are found by the hash of what they
 * are made from. This one's image is the usual one with a layer more, so that it is built in no time.
 */
suite('a cold machine', { skip: skipContainers }, () => {
  let place: string
  let images: typeof import('../../runner/runtimes/docker/images.ts')
  let open: typeof import('../../runner/runtimes/open.ts')

  before(async () => {
    const { postgres } = await ensureImages(() => {})
    place = await mkdtemp(join(tmpdir(), 'splitbrain-cold-'))
    for (const name of [
      'bin',
      'checkers',
      'cli',
      'history',
      'images',
      'package.json',
      'reports',
      'runner',
      'scenarios',
    ])
      await cp(join(checkout, name), join(place, name), { recursive: true })
    await symlink(join(checkout, 'node_modules'), join(place, 'node_modules'))
    const dockerfile = join(place, 'images', 'postgres', 'Dockerfile')
    await writeFile(dockerfile, `FROM ${postgres}\nLABEL cold=${process.pid}\n`)
    images = await import(pathToFileURL(join(place, 'runner/runtimes/docker/images.ts')).href)
    open = await import(pathToFileURL(join(place, 'runner/runtimes/open.ts')).href)
  })

  after(async () => {
    await removeImages()
    await rm(place, { recursive: true, force: true })
  })

  async function removeImages(): Promise<void> {
    const docker = await engine()
    const { postgres, links } = await images.ensureImages(() => {})
    for (const tag of [links.tag, postgres])
      if (tag.startsWith('splitbrain/')) await docker.getImage(tag).remove()
  }

  test('a run builds what is missing before its phases begin, and then runs', async () => {
    await using output = await outputFolder()
    const run = ['run', 'hot-standby', '--runtime', 'docker', '--output', output.path]
    const calm = ['--faults', 'none', '--time-limit', '3', ...small]
    const launcher = join(place, 'bin', 'splitbrain.js')
    const { stderr } = await execa(process.execPath, [launcher, ...run, ...calm], { reject: false })
    const [before, ...phases] = stderr.split(/^ {2}· /m)
    assert.match(before, /building the image splitbrain\/postgres:/)
    assert.doesNotMatch(phases.join(''), /building|pulling/)
    const text = await readFile(join(output.path, 'latest', 'results.json'), 'utf8')
    const { acknowledged, error } = JSON.parse(text)
    assert.ok(acknowledged > 0, error?.message)
  })

  test('an image that is removed after it was made ready is told, and made ready again', async () => {
    const first = await open.prepareRuntime('docker', () => {})
    await removeImages()
    const options = { runId: `cold-${process.pid}` }
    await assert.rejects(first(options), { code: 'unavailable', message: /was removed.*again/ })
    const said: string[] = []
    const second = await open.prepareRuntime('docker', (message) => said.push(message))
    assert.match(said.join('\n'), /building the image splitbrain\/postgres:/)
    await using _ = await second(options)
  })
})
