/** The folder of what an archive keeps, in its node's own. */
export const FILES = 'files'
