/**
 * A seeded source of decisions. Streams made by `fork` do not disturb one another: asking one more question in one place
 * leaves the answers of every other place as they were.
 */
export class SeededRandom {
  #a: number
  #b: number
  #c: number
  #d: number

  constructor(seed: string) {
    const word = (salt: number) => {
      let h = 2_166_136_261 ^ salt
      for (let i = 0; i < seed.length; i++) h = Math.imul(h ^ seed.charCodeAt(i), 16_777_619)
      h = Math.imul(h ^ (h >>> 15), 2_246_822_507)
      return (h ^ (h >>> 13)) >>> 0
    }
    this.#a = word(1)
    this.#b = word(2)
    this.#c = word(3)
    this.#d = word(4) | 1
    for (let i = 0; i < 12; i++) this.#next()
  }

  /** sfc32. */
  #next(): number {
    const t = (this.#a + this.#b + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t | 0
    return t >>> 0
  }

  fork(name: string): SeededRandom {
    return new SeededRandom(`${this.#next()} ${name}`)
  }

  /** From 0 up to, but not including, 1. */
  real(): number {
    return this.#next() / 2 ** 32
  }

  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.real() * (to - from + 1))
  }

  hit(probability: number): boolean {
    return probability > 0 && this.real() < probability
  }

  pick<A>(items: readonly [A, ...ReadonlyArray<A>]): A {
    return items[this.int(0, items.length - 1)] ?? items[0]
  }
}
