/** The look at a server that tells which transactions it holds prepared, a name each. */
export const PREPARED = 'prepared transactions'
