import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from '../any-text.fixture.ts'
import { escapeHtml, html, Markup } from './markup.ts'

test('values are escaped, markup is not, lists are joined, nothing is nothing', () => {
  const list = ['<i>', 1].map((item) => html`<b>${item}</b>`)
  const made = html`<i title="${`"a"&'b'`}">${list}${null}${undefined}${false}</i>`
  assert.equal(made.text, '<i title="&quot;a&quot;&amp;&#39;b&#39;"><b>&lt;i&gt;</b><b>1</b></i>')
})

test('an object that only looks like markup is no markup', () => {
  const forged = JSON.parse('{"text":"<script>"}')
  assert.throws(() => html`${forged}`)
  assert.ok(!(forged instanceof Markup))
})

test('escaped text holds nothing that HTML or a reader could take for something else', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeHtml(text)
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(escaped, /[<>"'`\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e]/)
      assert.doesNotMatch(escaped, /&(?!(?:amp|lt|gt|quot|#39|#96);)/)
      assert.ok(escaped.isWellFormed())
    }),
  )
})
