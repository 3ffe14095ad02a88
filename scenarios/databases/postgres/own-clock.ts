/** In the node's folder: how a server's own clock runs. */
export const CLOCK_FILE = 'clock'
/** As everybody else's. */
export const LIKE_ALL = '+0 x1'

/**
 * In a shell's words: where a node has the library for it, the server that is started next has a clock of its own, and
 * nobody beside it. What it measures durations by stays as it is, and so do the times of files.
 */
export const ownClock = `[ -z "$CLOCK_LIBRARY" ] || {
  [ -e ${CLOCK_FILE} ] || echo '${LIKE_ALL}' > ${CLOCK_FILE}
  export LD_PRELOAD="$CLOCK_LIBRARY" FAKETIME_TIMESTAMP_FILE="$PWD/${CLOCK_FILE}" FAKETIME_CACHE_DURATION=1 \\
    FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1
}`
