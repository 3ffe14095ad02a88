/** Streams of the seed, so that one part's choices never move another's. */
export const STREAM = { requests: 1, schedule: 2, faults: 3, arrivals: 4, topology: 5 }
