import { says, type Experiment } from './experiment.ts'

type About = Pick<Experiment, 'runtime' | 'seeds'> & { topology: string }
type Words = Experiment['words']

/** A manager that gives the primary up in time, with commits that wait. */
export const losesNothing = (about: About, fault: string, words: Words): Experiment => ({
  ...about,
  id: `${about.runtime} ${fault} ${about.topology}`,
  expects: 'another one takes writes in time, and nothing is lost though commits were held back',
  words,
  seen: (results) =>
    results.verdict === 'pass' &&
    results.lost === 0 &&
    says(results, 'fails-over-in-time') &&
    says(results, 'sync-failover-loses-nothing'),
})

/** The same with commits that wait for nobody. */
export const losesTheLatest = (about: About, words: Words): Experiment => ({
  ...about,
  id: `${about.runtime} kill-primary ${about.topology}, sync off`,
  expects: 'the control: acknowledged writes are lost, and only the latest',
  words: { ...words, sync: 'off' },
  seen: (results) =>
    results.verdict === 'pass' &&
    (results.lost ?? 0) > 0 &&
    says(results, 'async-failover-may-lose-the-latest-writes'),
})
