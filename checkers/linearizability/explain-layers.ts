import type { Anomaly } from '../checker.ts'
import { anomalyOf, quote } from './explain.ts'
import type { Scene } from './witness.ts'
import type { LayerViolation } from './layers.ts'
import { showIdentity } from './show.ts'

export function explainLayers(scene: Scene, violation: LayerViolation): Anomaly {
  const say = (call: number): string => quote(scene, call)
  const [name, text] = wordsFor(violation, say)
  return anomalyOf(scene, name, text, [...new Set(violation.calls)])
}

function wordsFor(
  violation: LayerViolation,
  say: (call: number) => string,
): [name: string, text: string] {
  switch (violation.kind) {
    case 'initial lost':
      return [
        'lost write',
        `${say(violation.read)} missed ${showIdentity(violation.element)}, which was there from the start.`,
      ]
    case 'fork': {
      const [one, other] = violation.elements.map(showIdentity)
      const [a, b] = violation.reads.map(say)
      return ['long fork', `${a} saw ${one} but not ${other}, ${b} saw ${other} but not ${one}.`]
    }
    case 'missed':
      return [violation.isEverSeen ? 'stale read' : 'lost write', missed(violation, say)]
  }
}

function missed(
  { read, earlier, later }: Extract<LayerViolation, { kind: 'missed' }>,
  say: (call: number) => string,
): string {
  const began = `began after ${say(later)} had ended`
  return earlier === read
    ? `${say(read)} ${began}, and missed what that saw or added.`
    : `${say(read)} saw ${say(earlier)}, which ${began}, and missed what that added.`
}
