import { PCGRandom } from "effect/Utils"

/** Choices that follow from a seed and a number: each request can be made again without those before it. */
export interface Chance {
  readonly below: (most: number) => number
  readonly of: <A>(some: ReadonlyArray<A>) => A
  readonly yes: (share: number) => boolean
}

export const chanceOf = (seed: number, n: number): Chance => {
  const random = new PCGRandom(seed, n)
  const below = (most: number) => random.integer(most)
  return {
    below,
    of: <A>(some: ReadonlyArray<A>): A => some[below(some.length)] as A,
    yes: (share) => below(1_000) < share * 1_000
  }
}
