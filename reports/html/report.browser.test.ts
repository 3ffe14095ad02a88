import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import axe, { type AxeResults } from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import { failoverRun } from '../failover.fixture.ts'
import { headline } from '../sentence.ts'
import { prefixed } from './hostile.fixture.ts'
import { htmlReport } from './report.ts'

const CHROMIUM = '/usr/bin/chromium'
const required = process.env.SPLITBRAIN_REQUIRE_BROWSER === '1'
const skip = !existsSync(CHROMIUM) && !required && `needs a browser: ${CHROMIUM} is missing`

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const run = failoverRun()
const trap = `"'><script>document.title = 'caught'</script><img src=x onerror="document.title = 'caught'">`
let browser: Browser
let folder: string

before(async () => {
  if (skip) return
  folder = await mkdtemp(join(tmpdir(), 'splitbrain-report-'))
  await writeFile(join(folder, 'plain.html'), await htmlReport(run))
  await writeFile(join(folder, 'hostile.html'), await htmlReport(prefixed(run, trap)))
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await chromium.launch({ executablePath: CHROMIUM, args: [...quiet, ...sandbox] })
})

after(async () => {
  await browser?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

interface Opened extends AsyncDisposable {
  page: Page
  /** What the page complained of, and what it asked the network for. */
  trouble: string[]
}

async function open(file: string, options: Parameters<Browser['newPage']>[0]): Promise<Opened> {
  const page = await browser.newPage(options)
  const address = pathToFileURL(join(folder, file)).href
  const trouble: string[] = []
  page.on('console', (message) => trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) trouble.push(request.url())
  })
  await page.goto(address)
  return { page, trouble, [Symbol.asyncDispose]: () => page.close() }
}

for (const file of ['plain.html', 'hostile.html'])
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 400])
      test(
        `${file}, ${colorScheme}, ${width} px: quiet and no wider than the window`,
        { skip },
        async () => {
          await using opened = await open(file, { colorScheme, viewport: { width, height: 900 } })
          const { page, trouble } = opened
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
          assert.deepEqual(trouble, [])
          assert.doesNotMatch(await page.title(), /^caught$/)
        },
      )

for (const [colorScheme, width, unfolded] of [
  ['light', 1280, true],
  ['dark', 400, false],
] as const)
  test(
    `accessible: ${colorScheme}, ${width} px${unfolded ? ', with its tables unfolded' : ''}`,
    { skip },
    async () => {
      await using opened = await open('plain.html', {
        colorScheme,
        viewport: { width, height: 900 },
      })
      const { page } = opened
      if (unfolded)
        await page.evaluate(
          `for (const one of document.querySelectorAll('details')) one.open = true`,
        )
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate<AxeResults>('axe.run()')
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
        [],
      )
    },
  )

test('the verdict and every picture can be seen', { skip }, async () => {
  await using opened = await open('plain.html', { viewport: { width: 1280, height: 900 } })
  const { page } = opened
  assert.ok(await page.getByRole('heading', { level: 1, name: headline(run.results) }).isVisible())
  assert.ok(await page.getByText('pass', { exact: true }).first().isVisible())
  const pictures = await page
    .locator('picture img')
    .evaluateAll((all) =>
      all.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
  assert.deepEqual(pictures, [2080, 2080, 2080])
})

test('hostile text is shown as it is', { skip }, async () => {
  await using opened = await open('hostile.html', { viewport: { width: 1280, height: 900 } })
  const { page } = opened
  assert.ok((await page.locator('h1').innerText()).includes(trap))
  assert.equal(await page.locator('script').count(), 0)
  assert.equal(await page.locator('picture img').count(), await page.locator('img').count())
})
