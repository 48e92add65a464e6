import { SOUND_RATE } from "../stages/SoundRate.ts"
import { bandPass, highPass, lowPass } from "./Filters.ts"
import { noiseFrom } from "./Noise.ts"

const FULL_TURN = 2 * Math.PI

/** A note of an instrument: its pitch in hertz (drums ignore it) and how long it is held. */
type Play = (hertz: number, seconds: number) => Float32Array

const drawn = (seconds: number, at: (time: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * SOUND_RATE) }, (_, index) => at(index / SOUND_RATE))

/** Comes in over `attack` seconds, and goes within `release` after it was held. */
const held = (seconds: number, attack: number, release: number) => (time: number): number =>
  Math.min(1, time / attack) * Math.min(1, Math.max(0, (seconds + release - time) / release))

/** Partials under what a phone's loudspeaker and the encoder carry. */
const partials = (hertz: number, most: number): number => Math.max(1, Math.min(most, Math.floor(9000 / hertz)))

const TABLE = 2048

/** One turn of a sound whose partials keep their levels: looked up instead of added again for each sample. */
const turnOf = (count: number, fall: number, phase: number): Float32Array =>
  Float32Array.from({ length: TABLE + 1 }, (_, at) => {
    let sum = 0
    for (let n = 1; n <= count; n++) sum += Math.sin((FULL_TURN * n * at) / TABLE + n * phase) / n ** fall
    return sum
  })

const lookedUp = (turn: Float32Array, cycles: number): number => {
  const at = (cycles - Math.floor(cycles)) * TABLE
  const whole = Math.floor(at)
  const from = turn[whole] ?? 0
  return from + ((turn[whole + 1] ?? 0) - from) * (at - whole)
}

/** A partial that dies away, without a sine for each sample. */
const ringing = (hertz: number, decay: number, level: number): () => number => {
  const kept = Math.exp(-decay / SOUND_RATE)
  const turn = (FULL_TURN * hertz) / SOUND_RATE
  const first = 2 * kept * Math.cos(turn)
  const second = kept * kept
  let [now, before] = [level * kept * Math.sin(turn), 0]
  return () => {
    const out = before
    const next = first * now - second * before
    before = now
    now = next
    return out
  }
}

const keys: Play = (hertz, seconds) => {
  const envelope = held(seconds, 0.004, 0.25)
  return drawn(seconds + 0.25, (time) => {
    const body = Math.sin(FULL_TURN * hertz * time + 1.3 * Math.exp(-3.2 * time) * Math.sin(FULL_TURN * hertz * time))
    const tine = Math.sin(FULL_TURN * Math.min(9000, hertz * 14) * time) * Math.exp(-22 * time)
    return (body * Math.exp(-1.5 * time) + 0.09 * tine) * envelope(time) * 0.6
  })
}

const piano: Play = (hertz, seconds) => {
  const envelope = held(seconds, 0.003, 0.3)
  const count = partials(hertz, 9)
  const hammer = noiseFrom(Math.round(hertz))
  const felt = lowPass(2400)
  const strings = Array.from({ length: count }, (_, index) => {
    const n = index + 1
    return ringing(hertz * n * Math.sqrt(1 + 0.0004 * n * n), 1.1 + 0.55 * n, 1 / n ** 1.25)
  })
  return drawn(seconds + 0.3, (time) => {
    let sum = time < 0.08 ? felt(hammer()) * Math.exp(-90 * time) * 0.25 : 0
    for (const string of strings) sum += string()
    return sum * envelope(time) * 0.5
  })
}

/** A plucked string: a burst of noise that runs around a delay line and loses its edge. */
const pluck: Play = (hertz, seconds) => {
  const length = Math.max(2, Math.round(SOUND_RATE / hertz))
  const noise = noiseFrom(length)
  const soft = lowPass(5200)
  const line = Float32Array.from({ length }, () => soft(noise()))
  const envelope = held(seconds, 0.001, 0.3)
  let at = 0
  return drawn(seconds + 0.3, (time) => {
    const next = (at + 1) % length
    const out = line[at] ?? 0
    line[at] = 0.4985 * (out + (line[next] ?? 0))
    at = next
    return out * envelope(time) * 1.5
  })
}

const mallet: Play = (hertz) =>
  drawn(1, (time) =>
    Math.min(1, time / 0.002) * 0.7 *
    (Math.sin(FULL_TURN * hertz * time) * Math.exp(-6 * time) +
      0.28 * Math.sin(FULL_TURN * Math.min(10_000, 3.93 * hertz) * time) * Math.exp(-15 * time) +
      0.08 * Math.sin(FULL_TURN * Math.min(11_000, 9.2 * hertz) * time) * Math.exp(-28 * time)))

const bell: Play = (hertz) =>
  drawn(2, (time) =>
    Math.min(1, time / 0.002) * Math.exp(-2.1 * time) * 0.5 *
    Math.sin(FULL_TURN * hertz * time + 1.6 * Math.exp(-4 * time) * Math.sin(FULL_TURN * 3.5 * hertz * time)))

/** A soft field of voices that are a little out of tune with each other. */
const pad: Play = (hertz, seconds) => {
  const envelope = held(seconds, Math.min(0.5, seconds / 3), 0.6)
  const turn = turnOf(partials(hertz, 5), 1.8, 1.3)
  return drawn(seconds + 0.6, (time) => {
    const cycles = hertz * time
    const sum = lookedUp(turn, cycles * 0.9965) + lookedUp(turn, cycles + 0.31) + lookedUp(turn, cycles * 1.0035 + 0.67)
    return sum * envelope(time) * 0.16
  })
}

const strings: Play = (hertz, seconds) => {
  const envelope = held(seconds, Math.min(0.16, seconds / 3), 0.25)
  const turn = turnOf(partials(hertz, 10), 1.3, 0.4)
  return drawn(seconds + 0.25, (time) => {
    // A hand that shakes: the pitch moves by a tenth of a semitone, once the note stands.
    const cycles = hertz * time + 0.00018 * hertz * Math.sin(FULL_TURN * 5.2 * time) * Math.min(1, time * 2)
    return (lookedUp(turn, cycles * 0.998) + lookedUp(turn, cycles * 1.002 + 0.4)) * envelope(time) * 0.16
  })
}

const brass: Play = (hertz, seconds) => {
  const envelope = held(seconds, 0.06, 0.2)
  const [bright, dull] = [turnOf(partials(hertz, 9), 1, 0), turnOf(partials(hertz, 6), 2.2, 0)]
  return drawn(seconds + 0.2, (time) => {
    // Brass opens after it is blown, and closes a little while it is held.
    const open = Math.min(1, time / 0.09) * (0.45 + 0.55 * Math.exp(-3 * time))
    return (lookedUp(bright, hertz * time) * open + lookedUp(dull, hertz * time) * (1 - open)) * envelope(time) * 0.26
  })
}

const bass: Play = (hertz, seconds) => {
  const envelope = held(seconds, 0.006, 0.05)
  return drawn(seconds + 0.05, (time) => {
    const angle = FULL_TURN * hertz * time
    // A phone plays little under 150 Hz: the overtones carry the note there.
    const sum = Math.sin(angle) + 0.5 * Math.sin(2 * angle) + 0.28 * Math.sin(3 * angle) * Math.exp(-4 * time)
    return sum * Math.exp(-1.4 * time) * envelope(time) * 0.55
  })
}

const kick: Play = () =>
  drawn(0.32, (time) => {
    const turns = 48 * time + 3.1 * (1 - Math.exp(-32 * time))
    return Math.sin(FULL_TURN * turns) * Math.exp(-9 * time) + 0.25 * Math.exp(-420 * time)
  })

const noisy = (seed: number, seconds: number, decay: number, hertz: number, width: number): Play => () => {
  const noise = noiseFrom(seed)
  const band = bandPass(width)
  return drawn(seconds, (time) => band(noise(), hertz) * Math.exp(-decay * time) * 1.6)
}

const hat: Play = () => {
  const noise = noiseFrom(41)
  const high = highPass(6500)
  return drawn(0.07, (time) => high(noise()) * Math.exp(-75 * time) * 1)
}

const shaker: Play = () => {
  const noise = noiseFrom(43)
  const high = highPass(4200)
  return drawn(0.11, (time) => high(noise()) * Math.min(1, time / 0.025) * Math.exp(-34 * time) * 1)
}

/** Hands: three specks of noise close together, then the room. */
const clap: Play = () => {
  const noise = noiseFrom(47)
  const band = bandPass(0.9)
  return drawn(0.22, (time) => {
    const hands = time < 0.03 ? Math.exp(-170 * (time % 0.01)) : Math.exp(-19 * (time - 0.03)) * 0.7
    return band(noise(), 1500) * hands * 1.3
  })
}

const snare: Play = () => {
  const noise = noiseFrom(53)
  const band = bandPass(1.1)
  return drawn(
    0.2,
    (time) =>
      band(noise(), 2600) * Math.exp(-19 * time) * 0.9 + Math.sin(FULL_TURN * 190 * time) * Math.exp(-26 * time) * 0.5
  )
}

const drum: Play = () => {
  const noise = noiseFrom(59)
  const dark = lowPass(500)
  return drawn(0.7, (time) => {
    const turns = 62 * time + 1.4 * (1 - Math.exp(-20 * time))
    return Math.sin(FULL_TURN * turns) * Math.exp(-5.5 * time) + dark(noise()) * Math.exp(-30 * time) * 1.4
  })
}

export const instruments = {
  keys,
  piano,
  pluck,
  mallet,
  bell,
  pad,
  strings,
  brass,
  bass,
  kick,
  snare,
  clap,
  hat,
  shaker,
  drum,
  snap: noisy(61, 0.12, 48, 2100, 0.35),
  clock: noisy(67, 0.05, 130, 3300, 0.25)
} satisfies { readonly [name: string]: Play }

export type InstrumentName = keyof typeof instruments
