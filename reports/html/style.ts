import { dark, kebab, light, type Palette } from './palette.ts'

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, color]) => `--${kebab(name)}:${color};`)
    .join('')
}

export const style = `
:root { color-scheme: light dark; ${variables(light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Roboto, sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
header, main, footer { max-width: 1088px; margin: 0 auto; padding: 0 24px; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; justify-content: space-between; padding-block: 20px; color: var(--soft); font-size: 13px; }
header b { color: var(--ink); letter-spacing: .01em; }
footer { padding-block: 8px 48px; color: var(--soft); font-size: 13px; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 24px; margin-bottom: 16px; }
h1 { margin: 14px 0 0; max-width: 46em; font-size: 24px; line-height: 1.36; font-weight: 600; letter-spacing: -.01em; text-wrap: pretty; }
h2 { margin: 0 0 4px; font-size: 17px; line-height: 1.3; font-weight: 600; }
h3 .note { font-weight: 400; }
h3 { margin: 24px 0 4px; font-size: 15px; font-weight: 600; }
p { margin: 0 0 12px; max-width: 84ch; }
.note { color: var(--soft); font-size: 13.5px; margin-bottom: 16px; }
a { color: inherit; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
pre { margin: 0; padding: 12px 14px; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
td, th, dd, p, h1, blockquote { overflow-wrap: anywhere; }
td, code, bdi { unicode-bidi: isolate; }

.verdict { border-top: 4px solid var(--tone); padding-top: 22px; }
.pass, .holds { --tone: var(--pass); --tint: var(--pass-soft); }
.fail, .violated { --tone: var(--fail); --tint: var(--fail-soft); }
.unknown { --tone: var(--unknown); --tint: var(--unknown-soft); }
.pill { display: inline-block; padding: 1px 10px; border-radius: 99px; background: var(--tint); color: var(--tone); font-size: 13px; font-weight: 600; }
.tried { margin: 10px 0 0; color: var(--soft); font-size: 13.5px; }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(136px, 1fr)); gap: 20px; margin: 26px 0 0; padding-top: 20px; border-top: 1px solid var(--line); }
.figures dt { color: var(--soft); font-size: 13px; }
.figures dd { margin: 2px 0 0; }
.figures strong { display: block; font-size: 24px; line-height: 1.25; font-weight: 600; letter-spacing: -.01em; }
.figures small { display: block; color: var(--soft); font-size: 13px; line-height: 1.4; }

.claim { margin: 16px 0 0; padding: 2px 0 2px 16px; border-left: 3px solid var(--tone); }
.claim blockquote { margin: 0 0 6px; font-size: 16.5px; line-height: 1.45; }
.claim p { margin: 0 0 6px; }
.claim .source { color: var(--soft); font-size: 13px; margin: 0; }

.scroll { overflow-x: auto; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
.caption { color: var(--soft); font-size: 13.5px; margin-bottom: 6px; }
th, td { text-align: left; vertical-align: top; padding: 6px 20px 6px 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; font-size: 13px; white-space: nowrap; }
tbody th { font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
th:last-child, td:last-child { padding-right: 0; }
.right { text-align: right; white-space: nowrap; }
.keep { width: 1%; white-space: nowrap; }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--soft); font-size: 13.5px; width: fit-content; }
details[open] > summary { margin-bottom: 10px; }
details .scroll { max-height: 360px; overflow: auto; }

figure { margin: 0 0 8px; }
figure + h3, details + h3 .note { font-weight: 400; }
h3 { margin-top: 32px; }
figure > svg { display: block; width: 100%; height: auto; }
figure > svg.narrow { display: none; }
.timeline { display: flex; margin-top: 8px; }
.timeline svg { display: block; flex: none; overflow: visible; font-size: 12px; fill: var(--ink); }
.timeline svg.lanes { flex: 1 1 0; min-width: 0; width: 0; }
.timeline .label { font-size: 12.5px; }
.timeline .soft { fill: var(--soft); }
.timeline .grid { stroke: var(--line); }
.timeline .role { fill: var(--accent-soft); }
.timeline .primary { fill: var(--accent); }
.timeline .down { fill: var(--paper); stroke: var(--soft); stroke-dasharray: 3 3; }
.timeline .on-primary { fill: var(--on-accent); }
.timeline .band { fill: var(--band); }
.timeline .edge { stroke: var(--band-edge); }
.timeline .fault { fill: var(--fail-soft); stroke: var(--band-edge); }
.timeline .fault-name { fill: var(--fail); }
.timeline .disturbed { fill: var(--fail-soft); stroke: var(--band-edge); }
.timeline .small { font-size: 11px; }
.timeline .moment { stroke: var(--soft); stroke-dasharray: 2 3; }
.timeline .dot { fill: var(--ink); }
.timeline .number { fill: var(--paper); font-size: 11px; font-weight: 600; text-anchor: middle; }
.timeline .ok { fill: var(--ok); }
.timeline .refused { fill: var(--refused); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 12px 0 0; padding: 0; list-style: none; font-size: 13.5px; }
.legend b { display: inline-block; min-width: 19px; height: 19px; margin-right: 6px; border-radius: 99px; background: var(--ink); color: var(--paper); font-size: 11px; line-height: 19px; text-align: center; }
.legend span { color: var(--soft); }

.circles svg { display: block; fill: var(--ink); font-size: 12px; }
.circles .mono { font-size: 12px; }
.circles .title { font-weight: 600; }
.circles .box { fill: var(--ground); stroke: var(--soft); }
.circles .beside { stroke-dasharray: 3 3; }
.circles .says { margin: 12px 0 8px; font-weight: 600; }
.circles .within { margin-left: 5px; padding-left: 14px; border-left: 3px solid var(--line); }
.circles .label { stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.circles .lifeline { stroke: var(--line); stroke-width: 1.5; }
.circles .arrow, .circles .closing { fill: none; stroke: var(--ink); stroke-width: 1.75; }
.circles .closing { stroke-width: 4; }
.circles .tip { fill: var(--ink); }
.circles .arrow.time { stroke: var(--soft); }
.circles .tip.time { fill: var(--soft); }
.circles .arrow.dashed { stroke: var(--accent); stroke-dasharray: 8 4; }
.circles .tip.dashed { fill: var(--accent); }
.circles .arrow.dotted { stroke: var(--high); stroke-width: 2.5; stroke-linecap: round; stroke-dasharray: 0 5; }
.circles .tip.dotted { fill: var(--high); }
.circles .disc { fill: var(--ink); }
.circles .number { fill: var(--paper); font-size: 11px; font-weight: 600; text-anchor: middle; }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 4px 40px; margin-top: 16px; }

@media screen and (max-width: 560px) {
  figure > svg.wide { display: none; }
  figure > svg.narrow { display: block; }
}
@media (max-width: 560px) {
  header, main, footer { padding-inline: 12px; }
  section { padding: 18px 14px; }
  h1 { font-size: 20px; }
  .figures { grid-template-columns: 1fr 1fr; gap: 16px; }
  .figures strong { font-size: 20px; }
  th, td { padding-right: 14px; }
}
@media print {
  body { background: #fff; font-size: 11pt; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 16px 0; break-inside: auto; }
  header, main, footer { max-width: none; padding-inline: 0; }
  figure, .claim, tr, .timeline { break-inside: avoid; }
  .circles svg { max-width: 100%; height: auto; }
  .scroll { overflow: visible !important; max-height: none !important; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
