import { SOUND_RATE } from "../stages/SoundRate.ts"

/** A filter that lets pass what lies around `hertz`; the frequency may move from sample to sample. */
export const bandPass = (width: number): (value: number, hertz: number) => number => {
  let [low, band] = [0, 0]
  return (value, hertz) => {
    const step = 2 * Math.sin((Math.PI * Math.min(hertz, SOUND_RATE / 7)) / SOUND_RATE)
    low += step * band
    band += step * (value - low - width * band)
    return band * width
  }
}

/** Lets pass what lies under `hertz`, one pole. */
export const lowPass = (hertz: number): (value: number) => number => {
  const part = 1 - Math.exp((-2 * Math.PI * hertz) / SOUND_RATE)
  let kept = 0
  return (value) => (kept += (value - kept) * part)
}

/** Lets pass what lies over `hertz`, one pole. */
export const highPass = (hertz: number): (value: number) => number => {
  const low = lowPass(hertz)
  return (value) => value - low(value)
}
