/**
 * How a data directory is copied: from one moment of it, or as a program goes through it that knows nothing of
 * databases, file by file, where the server writes on; of these the second keeps what tells the rest apart for the end.
 */
export const ways = ['snapshot', 'one-pass', 'control-last'] as const
export type Way = (typeof ways)[number]
