/** `#jepsen.independent/tuple [key value]`: an array of two that is known to be no value but a key with its value. */
export class Tuple extends Array<unknown> {}
