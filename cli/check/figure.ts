import { plain } from '../../reports/plain-text.ts'
import { bytes, count, DASH, milliseconds, moment, seconds } from '../../reports/quantities.ts'
import { isMoment, isNames } from './kinds-of-figures.ts'

/** `3 writes`, `lag 2.0 KiB`, `59.7 s`; `measure` is the name whose ending is the unit. */
export function figure(name: string, value: unknown, measure = name): string {
  const told = title(name)
  if (value === null) return `${told} not known`
  const quantity = cell(measure, value)
  if (typeof value !== 'number') return `${told} ${quantity}`
  if (unit.test(measure)) return isMereUnit(name) ? quantity : `${told} ${quantity}`
  return `${quantity} ${value === 1 ? told.replace(/(?<=[^s])s$/, '') : told}`
}

/** A name's ending is its unit. */
export const unit = /(Ns|Ms|Seconds|Bytes|^seconds|^bytes)$/

/** A value in its unit. */
export function cell(name: string, value: unknown): string {
  if (value === null) return DASH
  if (isNames(value)) return plain(value.join(', '))
  if (isMoment(value)) return plain([moment(value.timeNs), value.node ?? ''].join(' ').trim())
  if (typeof value !== 'number') return plain(String(value))
  if (value === 0 && /(Ms|[sS]econds)$/.test(name)) return '0 s'
  switch (unit.exec(name)?.[0]) {
    case 'Ns':
      return moment(value)
    case 'Ms':
      return milliseconds(value)
    case 'Seconds':
    case 'seconds':
      return seconds(value)
    case 'Bytes':
    case 'bytes':
      return bytes(value)
    default:
      return Number.isInteger(value) ? count(value) : String(value)
  }
}

const isMereUnit = (name: string): boolean => name === 'seconds' || name === 'bytes'

/** What has a name of its own in the field; a share of all that were measured is told as it is everywhere. */
const titles: Record<string, string> = {
  rpo: 'recovery point (RPO)',
  wal: 'WAL',
  '0': 'least',
  '1': 'most',
}

/** A field’s name in words, without its unit. */
export function title(name: string): string {
  const own = name.replace(/(?<=.)(Ns|Ms|Seconds|Bytes)$/, '')
  if (Object.hasOwn(titles, own)) return titles[own]
  if (/^0\.\d+$/.test(own)) return `p${Number((100 * Number(own)).toFixed(6))}`
  return own.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
