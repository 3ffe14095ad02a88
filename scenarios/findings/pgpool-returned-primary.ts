import type { Finding } from './finding.ts'

/** Nobody is to bring it back but Pgpool-II itself: whoever was let go would be copied anew, and lack nothing. */
export const pgpoolReturnedPrimary: Finding = {
  name: 'pgpool-returned-primary',
  about:
    'the server that Pgpool-II reads from first is frozen, clients go on without it, and it is the first again as soon as it goes on: what was written meanwhile it never had',
  source: 'pgpool2 #64',
  topology: 'pgpool',
  words: { faults: ['pause-n1'], timeLimit: 10, rate: 60, concurrency: 4 },
  shownBy: { claim: 'every-server-receives-changes' },
  mended: 'Pgpool-II 4.6',
  runtimes: ['docker'],
}
