import fc from 'fast-check'

const SURROGATES = { first: 0xd800, count: 0x800 }

/** Any text, of whatever characters there are. What fast-check calls binary is that too, but maps all of Unicode first. */
export const anyText = fc.string({
  unit: fc
    .nat(0x10ffff - SURROGATES.count)
    .map((at) => String.fromCodePoint(at < SURROGATES.first ? at : at + SURROGATES.count)),
})
