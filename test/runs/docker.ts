import { dockerAnswers } from '../../runner/runtimes/docker/sweep.ts'

const answer = await dockerAnswers()

/** Why container tests are skipped here, or false; where they are required a missing engine makes them fail. */
export const skipContainers: string | false =
  answer === true || process.env.SPLITBRAIN_REQUIRE_DOCKER === '1' ? false : answer
