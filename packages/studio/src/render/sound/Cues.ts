import type { LineRole } from "@callsheet/domain/asset/Script"
import type { Shot, VisualEvent } from "../looks/Shot.ts"
import { FPS } from "../picture/Frame.ts"
import { SOUND_RATE } from "../stages/SoundRate.ts"
import { effect, type EffectName } from "./Effects.ts"

/** An effect at its place in the video. */
export interface Cue {
  readonly effect: EffectName
  /** The frame of what is seen; a riser ends there, everything else begins there. */
  readonly frame: number
  readonly level: number
  /** Of the effect's own speed: the same sound twice running is not quite the same. */
  readonly pitch: number
}

/** No more than this many in three seconds: the ones that matter less are left out. */
const MOST = 4
const WITHIN = 3 * FPS
/** Two effects closer than this, in frames, are one noise. */
const APART = 4

const LEVELS: { readonly [E in EffectName]: number } = {
  impact: 0.5,
  riser: 0.3,
  ding: 0.34,
  whoosh: 0.34,
  typing: 0.3,
  pop: 0.3,
  tick: 0.26,
  click: 0.24
}

/** What is kept where there is too much. */
const ORDER: ReadonlyArray<EffectName> = ["impact", "riser", "ding", "typing", "whoosh", "tick", "pop", "click"]
const rank = (cue: Cue): number => ORDER.indexOf(cue.effect)

/** A count ticks like a wheel that comes to rest; its ticks are one sound. */
const COUNT_TICKS = 8

const cuesOf = (event: VisualEvent, frame: number, nth: number): ReadonlyArray<Cue> => {
  const pitch = [1, 1.06, 0.95, 1.12][nth % 4] ?? 1
  if (event.kind !== "count") return [{ effect: event.kind, frame, level: LEVELS[event.kind], pitch }]
  const frames = event.frames ?? 20
  return Array.from({ length: COUNT_TICKS }, (_, index) => ({
    effect: "tick" as const,
    frame: frame + Math.round(frames * (index / (COUNT_TICKS - 1)) ** 1.9),
    level: LEVELS.tick * (0.7 + (0.3 * index) / COUNT_TICKS),
    pitch: 1 + 0.012 * index
  }))
}

/** The ticks of one count are one thing that happens. */
interface Happening {
  readonly frame: number
  readonly cues: readonly [Cue, ...ReadonlyArray<Cue>]
}

/** Where effects sound: only with what is seen to happen, each at its frame, never more than four in three seconds. */
export const cuesFor = (
  shots: ReadonlyArray<Pick<Shot, "frames" | "events">>,
  roles: ReadonlyArray<LineRole>
): ReadonlyArray<Cue> => {
  let start = 0
  const happenings: Array<Happening> = []
  shots.forEach(({ events, frames }, index) => {
    const begun = start
    start += frames
    // Before the story turns, something rises towards the cut.
    const turns = index > 0 && roles[index] === "turn" && roles[index - 1] !== "turn"
    const all = turns ? [...events, { frame: 0, kind: "riser" as const }] : events
    all.forEach((event, nth) => {
      const [first, ...others] = cuesOf(event, begun + event.frame, index + nth)
      if (first !== undefined) happenings.push({ frame: first.frame, cues: [first, ...others] })
    })
  })
  const kept: Array<Happening> = []
  for (const next of happenings.toSorted((a, b) => rank(a.cues[0]) - rank(b.cues[0]) || a.frame - b.frame)) {
    // A riser is heard before its cut and leads into what sounds there.
    const isRiser = next.cues[0].effect === "riser"
    const others = kept.filter(({ cues }) => (cues[0].effect === "riser") === isRiser)
    const isClose = others.some(({ frame }) => Math.abs(frame - next.frame) < APART)
    const near = kept.map(({ frame }) => frame).filter((frame) => Math.abs(frame - next.frame) < WITHIN)
    const isCrowded = [next.frame, ...near].some((from) =>
      [next.frame, ...near].filter((frame) => frame >= from && frame < from + WITHIN).length > MOST
    )
    if (!isClose && !isCrowded) kept.push(next)
  }
  return kept.flatMap(({ cues }) => cues).filter(({ frame }) => frame < start).toSorted((a, b) => a.frame - b.frame)
}

/** All effects of a video as one channel, `samples` long, at their levels. */
export const drawCues = (cues: ReadonlyArray<Cue>, samples: number): Float32Array => {
  const track = new Float32Array(samples)
  for (const { effect: name, frame, level, pitch } of cues) {
    const sound = effect(name)
    const length = Math.floor(sound.length / pitch)
    const at = Math.round((frame * SOUND_RATE) / FPS) - (name === "riser" ? length : 0)
    for (let index = Math.max(0, -at); index < length && at + index < samples; index++) {
      const from = index * pitch
      const whole = Math.floor(from)
      const value = (sound[whole] ?? 0) + ((sound[whole + 1] ?? 0) - (sound[whole] ?? 0)) * (from - whole)
      track[at + index] = (track[at + index] ?? 0) + value * level
    }
  }
  return track
}
