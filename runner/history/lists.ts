/** Growing typed arrays: a million numbers cost eight megabytes at most, and are never copied one by one. */
export class Int32List {
  length = 0
  private array = new Int32Array(1024)

  push(value: number): void {
    if (this.length === this.array.length) {
      const grown = new Int32Array(this.length * 2)
      grown.set(this.array)
      this.array = grown
    }
    this.array[this.length++] = value
  }

  at(index: number): number {
    return this.array[index]
  }

  set(index: number, value: number): void {
    this.array[index] = value
  }

  /** The numbers so far: a view, for a copy of a million rows costs as much as a tenth of reading them. */
  toArray(): Int32Array {
    return this.array.subarray(0, this.length)
  }
}

export class Float64List {
  length = 0
  private array = new Float64Array(1024)

  push(value: number): void {
    if (this.length === this.array.length) {
      const grown = new Float64Array(this.length * 2)
      grown.set(this.array)
      this.array = grown
    }
    this.array[this.length++] = value
  }

  at(index: number): number {
    return this.array[index]
  }

  toArray(): Float64Array {
    return this.array.subarray(0, this.length)
  }
}
