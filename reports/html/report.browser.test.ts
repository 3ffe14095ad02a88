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
import { contradicting } from './contradictions.fixture.ts'
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
const run = contradicting(failoverRun())
const trap = `"'><script>document.title = 'caught'</script><img src=x onerror="document.title = 'caught'">`
const pages = { 'plain.html': run, 'hostile.html': prefixed(run, trap) }
/** How many circles there are to be drawn. */
const CIRCLES = 10
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
    if (request.url() !== address) trouble.push(request.url())
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

test(
  'the verdict and every picture can be seen, each in the size of the window',
  { skip },
  async () => {
    for (const [width, kind] of [
      [1280, 'wide'],
      [400, 'narrow'],
    ] as const) {
      const page = await view('plain.html', { width })
      const heading = page.getByRole('heading', { level: 1, name: headline(run.results) })
      assert.ok(await heading.isVisible())
      assert.ok(await page.getByText('pass', { exact: true }).first().isVisible())
      const charts = page.getByRole('img').and(page.locator(':not(.circle)'))
      const pictures = await charts.evaluateAll((all) =>
        all.map((one) => {
          const window = globalThis as unknown as { innerWidth: number }
          const picture = one as unknown as {
            getAttribute(name: string): string
            getBoundingClientRect(): { width: number }
          }
          return [
            picture.getAttribute('class'),
            picture.getBoundingClientRect().width > window.innerWidth / 2,
          ]
        }),
      )
      assert.deepEqual(pictures, [['timeline', true], ...Array(3).fill([kind, true])])
    }
  },
)

test('in a circle no word lies upon another, and none outside', { skip }, async () => {
  const page = await view('plain.html')
  const circles = page.getByRole('img').and(page.locator('.circle'))
  const drawn = await circles.evaluateAll((all) =>
    all.map((one) => {
      interface Box {
        left: number
        right: number
        top: number
        bottom: number
      }
      interface Shape {
        getBoundingClientRect(): Box
        querySelectorAll(selector: string): Iterable<Shape>
      }
      const circle = one as unknown as Shape
      const around = circle.getBoundingClientRect()
      const words = [...circle.querySelectorAll('text')].map((word) => word.getBoundingClientRect())
      const meet = (a: Box, b: Box) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
      return {
        words: words.length,
        outside: words.filter((a) => a.left < around.left || a.right > around.right).length,
        over: words.filter((a) => words.some((b) => a !== b && meet(a, b))).length,
      }
    }),
  )
  assert.equal(drawn.length, CIRCLES)
  for (const { words, outside, over } of drawn) {
    assert.ok(words > 6)
    assert.deepEqual({ outside, over }, { outside: 0, over: 0 })
  }
})

test('a picture has the colours of the page, in either scheme', { skip }, async () => {
  const inkOf = async (colorScheme: 'light' | 'dark') => {
    const page = await view('plain.html', { colorScheme })
    return page.evaluate<string>(
      `getComputedStyle(document.querySelector('svg.wide path[stroke="var(--ok)"]')).stroke`,
    )
  }
  assert.equal(await inkOf('light'), 'rgb(47, 111, 196)')
  assert.equal(await inkOf('dark'), 'rgb(106, 165, 240)')
})

test('no caption is cut off on a telephone', { skip }, async () => {
  const page = await view('plain.html', { width: 400, unfolded: true })
  const rights = await page
    .locator('.caption')
    .evaluateAll((all) =>
      all
        .map((one) => one as unknown as { scrollWidth: number; clientWidth: number })
        .map(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth && clientWidth < 400),
    )
  assert.ok(rights.length > 5)
  assert.ok(rights.every(Boolean))
})

test('hostile text is shown as it is', { skip }, async () => {
  const page = await view('hostile.html')
  assert.ok((await page.locator('h1').innerText()).includes(trap))
  assert.equal(await page.locator('script').count(), 0)
  assert.equal(await page.locator('img').count(), 0)
})
