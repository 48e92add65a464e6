/** Delays of the room's walls, in samples, and how much each gives back. */
const WALLS = [1687, 1999, 2251, 2437] as const
const GIVES_BACK = 0.76
const DIFFUSERS = [347, 113] as const
const DAMPING = 0.35

/** A small hall: four echoes that lose their highs, blurred twice. `spread` makes the second channel another wall. */
export const makeRoom = (spread: number): (value: number) => number => {
  const walls = WALLS.map((delay) => ({ line: new Float32Array(delay + spread), at: 0, dull: 0 }))
  const diffusers = DIFFUSERS.map((delay) => ({ line: new Float32Array(delay + spread), at: 0 }))
  return (value) => {
    let sum = 0
    for (const wall of walls) {
      const out = wall.line[wall.at] ?? 0
      wall.dull += (out - wall.dull) * (1 - DAMPING)
      wall.line[wall.at] = value + wall.dull * GIVES_BACK
      wall.at = wall.at + 1 === wall.line.length ? 0 : wall.at + 1
      sum += out
    }
    let out = sum / WALLS.length
    for (const diffuser of diffusers) {
      const kept = diffuser.line[diffuser.at] ?? 0
      const into = out + kept * 0.5
      diffuser.line[diffuser.at] = into
      diffuser.at = diffuser.at + 1 === diffuser.line.length ? 0 : diffuser.at + 1
      out = kept - into * 0.5
    }
    return out
  }
}
