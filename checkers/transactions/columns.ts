/** Below it nothing of that is felt, and a shared buffer takes longer to make than what is to be done with it. */
const SHORT = 4096

/**
 * Arrays as long as a history, in shared buffers where they are long: V8 takes other buffers for a sign that there is garbage, and marks
 * all of the history's values anew for every 64 MB of them, which took a third of a verdict on a million transactions.
 */
export function int32Column(length: number): Int32Array {
  return length < SHORT ? new Int32Array(length) : new Int32Array(new SharedArrayBuffer(4 * length))
}

export function byteColumn(length: number): Uint8Array {
  return length < SHORT ? new Uint8Array(length) : new Uint8Array(new SharedArrayBuffer(length))
}
