import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
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
const pages = { 'plain.html': run, 'hostile.html': prefixed(run, trap) }
type File = keyof typeof pages

let browser: Browser
let folder: string
const opened = {} as Record<File, Opened>

before(async () => {
  if (skip) return
  folder = await mkdtemp(join(tmpdir(), 'splitbrain-report-'))
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await chromium.launch({ executablePath: CHROMIUM, args: [...quiet, ...sandbox] })
  const context = await browser.newContext()
  for (const [file, of] of Object.entries(pages)) {
    await writeFile(join(folder, file), await htmlReport(of))
    opened[file as File] = await open(await context.newPage(), file)
  }
  await opened['plain.html'].page.evaluate(axe.source)
})

after(async () => {
  await browser?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

interface Opened {
  page: Page
  /** What the page complained of, and what it asked the network for. */
  trouble: string[]
}

/** A file is opened once: a new page takes the browser longer than all that a test asks of it. */
async function open(page: Page, file: string): Promise<Opened> {
  const address = pathToFileURL(join(folder, file)).href
  const trouble: string[] = []
  page.on('console', (message) => trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) trouble.push(request.url())
  })
  await page.goto(address)
  return { page, trouble }
}

interface View {
  colorScheme?: 'light' | 'dark'
  width?: number
  unfolded?: boolean
}

/** The page as its reader has it before them. */
async function view(file: File, seen: View = {}): Promise<Page> {
  const { colorScheme = 'light', width = 1280, unfolded = false } = seen
  const { page } = opened[file]
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 900 })
  await page.locator('details').evaluateAll((all, open) => {
    for (const one of all as unknown as { open: boolean }[]) one.open = open
  }, unfolded)
  return page
}

for (const file of Object.keys(pages) as File[])
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 400])
      test(
        `${file}, ${colorScheme}, ${width} px: quiet and no wider than the window`,
        { skip },
        async () => {
          const page = await view(file, { colorScheme, width })
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
          assert.deepEqual(opened[file].trouble, [])
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
      const page = await view('plain.html', { colorScheme, width, unfolded })
      const { violations } = await page.evaluate<AxeResults>(
        "axe.run({ resultTypes: ['violations'] })",
      )
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
        [],
      )
    },
  )

test('the verdict and every picture can be seen', { skip }, async () => {
  const page = await view('plain.html')
  assert.ok(await page.getByRole('heading', { level: 1, name: headline(run.results) }).isVisible())
  assert.ok(await page.getByText('pass', { exact: true }).first().isVisible())
  const widths = () =>
    page
      .locator('picture img')
      .evaluateAll((all) =>
        all.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
      )
  // Until the pictures for this window are there, the page shows those of the window before.
  const until = performance.now() + 10_000
  while ((await widths()).some((width) => width !== 2080) && performance.now() < until)
    await sleep(20)
  assert.deepEqual(await widths(), [2080, 2080, 2080])
})

test('hostile text is shown as it is', { skip }, async () => {
  const page = await view('hostile.html')
  assert.ok((await page.locator('h1').innerText()).includes(trap))
  assert.equal(await page.locator('script').count(), 0)
  assert.equal(await page.locator('picture img').count(), await page.locator('img').count())
})
