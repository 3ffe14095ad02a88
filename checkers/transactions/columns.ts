/**
 * Arrays as long as a history, in shared buffers: V8 takes other buffers for a sign that there is garbage, and marks
 * all of the history's values anew for every 64 MB of them, which took a third of a verdict on a million transactions.
 */
export function int32Column(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length))
}

export function byteColumn(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length))
}
