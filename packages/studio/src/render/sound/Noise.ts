/** Noise that is the same every time: a linear congruential generator, from -1 to 1. */
export const noiseFrom = (seed: number): () => number => {
  let state = (seed * 2_654_435_761 + 1_013_904_223) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2_147_483_648 - 1
  }
}
