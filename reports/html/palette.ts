/** One set of colours for the page and for the pictures in it; text keeps a contrast of at least 4.5 : 1. */
export interface Palette {
  ground: string
  paper: string
  ink: string
  soft: string
  line: string
  accent: string
  accentSoft: string
  onAccent: string
  pass: string
  passSoft: string
  fail: string
  failSoft: string
  unknown: string
  unknownSoft: string
  band: string
  bandEdge: string
  /** Outcomes and quantiles in charts. */
  ok: string
  refused: string
  indeterminate: string
  median: string
  high: string
  highest: string
}

/** `accentSoft` as the page's style calls it: `accent-soft`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

export const light: Palette = {
  ground: '#f5f6f8',
  paper: '#ffffff',
  ink: '#17212b',
  soft: '#566270',
  line: '#e0e4e9',
  accent: '#2458a6',
  accentSoft: '#d3e1f5',
  onAccent: '#ffffff',
  pass: '#12683c',
  passSoft: '#e4f3ea',
  fail: '#a92a1c',
  failSoft: '#fcebe8',
  unknown: '#7a5500',
  unknownSoft: '#fbf1d9',
  band: '#b4442314',
  bandEdge: '#b4442380',
  ok: '#2f6fc4',
  refused: '#c2521b',
  indeterminate: '#7b4fb5',
  median: '#2f6fc4',
  high: '#7b4fb5',
  highest: '#c2521b',
}

export const dark: Palette = {
  ground: '#0d1218',
  paper: '#141b23',
  ink: '#e6ebf1',
  soft: '#a2aebb',
  line: '#28323d',
  accent: '#3f78c9',
  accentSoft: '#1d3350',
  onAccent: '#ffffff',
  pass: '#74d3a0',
  passSoft: '#12301f',
  fail: '#ff9f94',
  failSoft: '#3b1814',
  unknown: '#f0c772',
  unknownSoft: '#33280e',
  band: '#e07a551f',
  bandEdge: '#e07a5590',
  ok: '#6aa5f0',
  refused: '#f0935c',
  indeterminate: '#b493e6',
  median: '#6aa5f0',
  high: '#b493e6',
  highest: '#f0935c',
}
