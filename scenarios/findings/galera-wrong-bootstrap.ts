import type { Finding } from './finding.ts'

export const galeraWrongBootstrap: Finding = {
  name: 'galera-wrong-bootstrap',
  about:
    'a server leaves, the others go on and die; who left first begins the cluster anew, and the others give up what it never had',
  source: 'mariadb-operator #1701, #1816',
  topology: 'galera',
  runtimes: ['docker'],
  // So far apart that the cluster that begins anew is not beyond the others when they come back.
  words: { faults: ['bootstrap:from=first:apart=4000'], timeLimit: 20, rate: 100 },
  shownBy: { claim: 'failure-loses-nothing' },
  repaired: { faults: ['bootstrap:from=last:apart=4000'] },
}
