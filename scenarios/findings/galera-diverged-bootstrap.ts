import type { Finding } from './finding.ts'

export const galeraDivergedBootstrap: Finding = {
  name: 'galera-diverged-bootstrap',
  about:
    'who left first begins the cluster anew after a black-out, and has gone on beyond the others when they come back: they get only what has a higher number than their last, keep what it never had, and lack what it wrote meanwhile',
  source: 'seen beside mariadb-operator #1701, #1816',
  topology: 'galera',
  runtimes: ['docker'],
  words: { faults: ['bootstrap:from=first:apart=0'], timeLimit: 14, rate: 100 },
  shownBy: { check: 'divergence' },
  repaired: { faults: ['bootstrap:from=last:apart=0'] },
}
