import type { Finding } from './finding.ts'

export const galeraWrongBootstrap: Finding = {
  name: 'galera-wrong-bootstrap',
  about:
    'a server leaves, the others go on and die; who left first begins the cluster anew, and the others give up what it never had',
  source: 'mariadb-operator #1701, #1816',
  topology: 'galera',
  runtimes: ['docker'],
  words: { faults: ['bootstrap:from=first'], timeLimit: 12, rate: 100 },
  shownBy: { claim: 'failure-loses-nothing' },
  repaired: { faults: ['bootstrap:from=last'] },
}
