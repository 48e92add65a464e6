import { SOUND_RATE } from "../stages/SoundRate.ts"

/** ITU-R BS.1770 at 48 kHz: how the head and the ear weigh what is heard. */
const HEAD = { b: [1.53512485958697, -2.69169618940638, 1.19839281085285], a: [-1.69065929318241, 0.73248077421585] }
const EAR = { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] }

/** Loudness is taken of blocks of four steps, one step apart. */
const STEP = SOUND_RATE / 10
const STEPS_IN_BLOCK = 4
/** Blocks quieter than this do not count, in LUFS; nor do those so much quieter than the others, in LU. */
const SILENT = -70
const QUIETER = -10

const lufs = (energy: number): number => -0.691 + 10 * Math.log10(energy)
const energyOf = (loudness: number): number => 10 ** ((loudness + 0.691) / 10)
const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Squares of one channel, weighed, summed up over `from` to `to` of two interleaved channels. */
const weighing = (channel: number) => {
  const [b0 = 0, b1 = 0, b2 = 0] = HEAD.b
  const [a1 = 0, a2 = 0] = HEAD.a
  const [d1 = 0, d2 = 0] = EAR.a
  let [h1, h2, e1, e2] = [0, 0, 0, 0]
  return (sound: Float32Array, from: number, to: number): number => {
    let sum = 0
    for (let at = from; at < to; at++) {
      const value = sound[2 * at + channel] ?? 0
      const head = b0 * value + h1
      h1 = b1 * value - a1 * head + h2
      h2 = b2 * value - a2 * head
      const ear = head + e1
      e1 = -2 * head - d1 * ear + e2
      e2 = head - d2 * ear
      sum += ear * ear
    }
    return sum
  }
}

/** Takes a sound of two interleaved channels piece after piece, and says how loud all of it is together. */
export const loudnessMeter = () => {
  const channels = [weighing(0), weighing(1)]
  const steps: Array<number> = []
  let [energy, taken] = [0, 0]
  return {
    hear: (sound: Float32Array): void => {
      const length = sound.length >> 1
      for (let at = 0; at < length;) {
        const to = Math.min(length, at + STEP - taken)
        for (const weigh of channels) energy += weigh(sound, at, to)
        taken += to - at
        at = to
        if (taken === STEP) {
          steps.push(energy / STEP)
          energy = taken = 0
        }
      }
    },
    /** Integrated loudness in LUFS; null where nothing is to be heard. */
    loudness: (): number | null => {
      const blocks = steps.slice(STEPS_IN_BLOCK - 1).map((_, at) => mean(steps.slice(at, at + STEPS_IN_BLOCK)))
      const heard = blocks.filter((block) => lufs(block) > SILENT)
      if (heard.length === 0) return null
      const least = energyOf(lufs(mean(heard)) + QUIETER)
      return lufs(mean(heard.filter((block) => block >= least)))
    }
  }
}
