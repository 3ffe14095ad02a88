import { kebab, light, type Palette } from './palette.ts'

/** The palette as codes to draw with: what is drawn in one of them takes the page's own colour, in either scheme. */
export const inks = Object.fromEntries(
  Object.keys(light).map((name, i) => [name, `#01${i.toString(16).padStart(2, '0')}02`]),
) as unknown as Palette

const names = new Map(Object.entries(inks).map(([name, code]) => [code, `var(--${kebab(name)})`]))

const tag =
  /<(\/?)(svg|g|path|rect|line|circle|ellipse|polyline|polygon)((?: [a-z:-]+="[^"<>&]*")*) ?(\/?)>/g
/** What clips would need a name of its own in the page, and all that is drawn lies within its axes. */
const clip = /<clipPath [^>]*>[^]*?<\/clipPath>| clip-path="[^"]*"/g
const attribute = / ([a-z:-]+)="([^"]*)"/g
const kept =
  /^(?:d|x|y|width|height|rx|ry|x1|x2|y1|y2|cx|cy|r|points|transform|fill|fill-opacity|fill-rule|stroke|stroke-opacity|stroke-width|stroke-linejoin|stroke-linecap|stroke-miterlimit|stroke-dasharray)$/
const harmless = /^[\w .,#()-]*$/

/**
 * The shapes of a drawing that was made with `inks`, for an `<svg>` of the page: nothing but lines and areas, their
 * numbers with two decimals. A drawing that holds anything else (text, links, styles) is refused.
 */
export function shapesOf(drawing: string): string {
  const body = drawing.replace(/^<\?xml[^>]*>/, '').replace(clip, '')
  const rest = body.replace(tag, '')
  if (rest.trim() !== '') throw new Error(`a drawing holds more than shapes: ${rest.slice(0, 80)}`)
  return [...body.matchAll(tag)]
    .filter(([, , name]) => name !== 'svg')
    .map(([, end, name, attributes, empty]) => `<${end}${name}${shown(attributes)}${empty}>`)
    .join('')
}

function shown(attributes: string): string {
  return [...attributes.matchAll(attribute)]
    .map(([, name, value]) => {
      if (!kept.test(name) || !harmless.test(value))
        throw new Error(`a drawing has an attribute that no shape needs: ${name}`)
      return ` ${name}="${name === 'fill' || name === 'stroke' ? inkOf(value) : rounded(value)}"`
    })
    .join('')
}

function inkOf(code: string): string {
  const ink = code === 'none' ? code : names.get(code.toLowerCase())
  if (ink === undefined)
    throw new Error(`a drawing has a colour that is none of the page's: ${code}`)
  return ink
}

function rounded(value: string): string {
  return value.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(2))))
}
