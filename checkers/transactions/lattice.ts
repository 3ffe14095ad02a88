/**
 * The lattice of consistency models under Elle's names: which models each one includes, which anomalies each one
 * forbids beyond those, and which anomalies are special cases of others. Sources: Adya, "Weak Consistency" (PL-*);
 * Bailis et al., "Highly Available Transactions"; Cerone et al., "A Framework for Transactional Consistency Models
 * with Atomic Visibility"; Daudjee and Salem, "Lazy Database Replication" (strong session, strong).
 */
export const includes: Record<string, readonly string[]> = {
  'strong-serializable': [
    'serializable',
    'strong-session-serializable',
    'strong-snapshot-isolation',
    'session-serializable',
    'linearizable',
  ],
  'strong-session-serializable': ['serializable', 'strong-session-snapshot-isolation'],
  serializable: [
    'repeatable-read',
    'update-serializable',
    'snapshot-isolation',
    'view-serializable',
  ],
  'strong-snapshot-isolation': ['strong-session-snapshot-isolation', 'strong-read-committed'],
  'strong-session-snapshot-isolation': ['snapshot-isolation', 'strong-session-read-committed'],
  'snapshot-isolation': [
    'forward-consistent-view',
    'monotonic-atomic-view',
    'monotonic-snapshot-read',
    'parallel-snapshot-isolation',
    'prefix',
  ],
  'parallel-snapshot-isolation': ['causal-cerone', 'update-atomic'],
  prefix: ['causal-cerone'],
  'causal-cerone': ['read-atomic'],
  'update-atomic': ['read-atomic'],
  'read-atomic': ['monotonic-atomic-view'],
  'repeatable-read': ['cursor-stability', 'monotonic-atomic-view'],
  'update-serializable': ['forward-consistent-view'],
  'forward-consistent-view': ['consistent-view'],
  'consistent-view': ['cursor-stability', 'monotonic-view'],
  'cursor-stability': ['read-committed'],
  'monotonic-view': ['read-committed'],
  'monotonic-atomic-view': ['read-committed'],
  'monotonic-snapshot-read': ['read-committed'],
  'strong-read-committed': ['strong-session-read-committed', 'strong-read-uncommitted'],
  'strong-session-read-committed': ['read-committed', 'strong-session-read-uncommitted'],
  'strong-read-uncommitted': ['strong-session-read-uncommitted'],
  'strong-session-read-uncommitted': ['read-uncommitted'],
  'read-committed': ['read-uncommitted'],
  'read-uncommitted': [],
  'session-serializable': ['1SR'],
  '1SR': [],
  'view-serializable': [],
  linearizable: ['sequential'],
  sequential: ['causal'],
  causal: ['writes-follow-reads', 'PRAM'],
  PRAM: ['monotonic-reads', 'monotonic-writes', 'read-your-writes'],
  'writes-follow-reads': [],
  'monotonic-reads': [],
  'monotonic-writes': [],
  'read-your-writes': [],
}

/** Other names of the same models; `strong-serializable` is what Elle prints for strict serializability. */
export const aliases: Record<string, string> = {
  'strict-serializable': 'strong-serializable',
  'PL-SS': 'strong-serializable',
  'conflict-serializable': 'serializable',
  'PL-3': 'serializable',
  'PL-3U': 'update-serializable',
  'PL-2.99': 'repeatable-read',
  'PL-SI': 'snapshot-isolation',
  'PL-FCV': 'forward-consistent-view',
  'PL-2+': 'consistent-view',
  'PL-MSR': 'monotonic-snapshot-read',
  'PL-2L': 'monotonic-view',
  'PL-CS': 'cursor-stability',
  'PL-2': 'read-committed',
  'PL-1': 'read-uncommitted',
  'strong-session-PL-1': 'strong-session-read-uncommitted',
  'strong-session-PL-2': 'strong-session-read-committed',
  'strong-PL-1': 'strong-read-uncommitted',
  'strong-PL-2': 'strong-read-committed',
}

export const forbids: Record<string, readonly string[]> = {
  'read-uncommitted': ['G0', 'duplicate-elements', 'cyclic-versions', 'thin-air-read'],
  'read-committed': ['G1'],
  'cursor-stability': ['G1', 'G-cursor', 'lost-update'],
  'monotonic-view': ['G1', 'G-monotonic'],
  'monotonic-snapshot-read': ['G1', 'G-MSR'],
  'consistent-view': ['G1', 'G-single'],
  'forward-consistent-view': ['G1', 'G-SIb'],
  'read-atomic': ['internal', 'G1a', 'future-read'],
  'update-atomic': ['lost-update'],
  'causal-cerone': ['internal', 'G1a'],
  prefix: ['internal', 'G1a'],
  'parallel-snapshot-isolation': ['internal', 'G1a'],
  'snapshot-isolation': ['internal', 'G1', 'G-SI', 'G-nonadjacent'],
  'repeatable-read': ['G1', 'G2-item', 'lost-update'],
  'update-serializable': ['G1', 'G-update'],
  serializable: ['internal', 'G1', 'G2', 'predicate-read-miss'],
  'strong-session-read-uncommitted': ['G0-process'],
  'strong-session-read-committed': ['G1c-process'],
  'strong-session-snapshot-isolation': ['internal', 'G1-process', 'G-nonadjacent-process'],
  'strong-session-serializable': ['G1-process', 'G2-process'],
  'strong-read-uncommitted': ['G0-realtime'],
  'strong-read-committed': ['G1c-realtime'],
  'strong-snapshot-isolation': ['internal', 'G1-realtime', 'G-nonadjacent-realtime'],
  'strong-serializable': ['G1', 'G1c-realtime', 'G2-realtime'],
}

/** What the definition forbids, though Elle does not conclude it: it counts for verdicts, but not for `not`. */
export const alsoForbids: Record<string, readonly string[]> = {
  // Cerone, Gotsman and Yang, "Algebraic Laws for Weak Consistency": ((session ∪ wr ∪ ww)+ ; rw?) is irreflexive.
  'parallel-snapshot-isolation': ['G-single'],
}

/**
 * Models that more would have to be looked for to decide, such as which versions a read might have seen together. They
 * hold where a model holds that includes them; what else Elle passes under their names is not known to be right.
 */
export const undecided: ReadonlySet<string> = new Set([
  'forward-consistent-view',
  'monotonic-atomic-view',
  'monotonic-snapshot-read',
  'monotonic-view',
  'read-atomic',
  'update-atomic',
  'causal-cerone',
  'prefix',
  'update-serializable',
  ...Object.keys(includes).filter((model) => forbids[model] === undefined),
])

/**
 * Models that have the order of sessions by definition, unlike those of Elle's that include them here: breaking one with
 * the help of a session breaks these.
 */
export const withSessions: Record<string, readonly string[]> = {
  'read-atomic': ['strong-session-snapshot-isolation'],
  'causal-cerone': ['strong-session-snapshot-isolation'],
}

/** a: [b] says that whoever shows an `a` has shown a `b`. The -process and -realtime forms are derived below. */
const isAlso: Record<string, readonly string[]> = {
  G0: ['G1c'],
  G1a: ['G1'],
  G1b: ['G1'],
  G1c: ['G1'],
  'G-single-item': ['G-single', 'G-nonadjacent-item'],
  'G-single': ['G-nonadjacent'],
  'G-nonadjacent-item': ['G-nonadjacent', 'G2-item'],
  'G-nonadjacent': ['G2'],
  'G2-item': ['G2'],
}

export const anomalyIncludes: Record<string, readonly string[]> = {
  GSIa: ['GSI'],
  GSIb: ['GSI'],
  'incompatible-order': ['G1a'],
  'future-read': ['G1c'],
  'dirty-update': ['G1a'],
  'lost-update': ['write-skew', 'G2-item'],
  'write-skew': ['G2'],
}

// One process does one thing at a time, so every data cycle is a session cycle and every one of those a real-time
// cycle. G1a and G1b have no such forms, for they are not cycles.
for (const name of Object.keys({ ...isAlso, G1: 0, G2: 0 })) {
  const larger = isAlso[name] ?? []
  const timed = name !== 'G1a' && name !== 'G1b'
  anomalyIncludes[name] = [...larger, ...(timed ? [`${name}-process`] : [])]
  if (!timed) continue
  anomalyIncludes[`${name}-process`] = [
    ...larger.map((other) => `${other}-process`),
    `${name}-realtime`,
  ]
  anomalyIncludes[`${name}-realtime`] = larger.map((other) => `${other}-realtime`)
}
anomalyIncludes['G-single'] = [...anomalyIncludes['G-single'], 'GSIb']
