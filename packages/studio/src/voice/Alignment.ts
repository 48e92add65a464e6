import { Either } from "effect"
import type { Sound } from "./Wav.ts"
import { lineWeight, speakable, type WordSpan } from "./WordTimes.ts"

const FRAME_MILLIS = 10
/** Shorter silence is a part of a word. */
const LEAST_GAP_MILLIS = 160
/** Considered as ends of lines; the longest ones are the likeliest. */
const MOST_GAPS = 160
/** How far a line may be from the length that its words have at the speaker's own pace. */
const FIT = { least: 0.4, most: 2.5 } as const
/** Weight that is spoken in a second: a slow reader and an auctioneer. */
const PACE = { least: 5, most: 45 } as const
/** Kept around a line, so that its first and last sound are whole. */
const MARGIN_MILLIS = 70

/** Loudness of each frame, in decibels. */
const loudness = ({ rate, samples }: Sound): ReadonlyArray<number> => {
  const size = Math.max(1, Math.round((rate * FRAME_MILLIS) / 1000))
  return Array.from({ length: Math.floor(samples.length / size) }, (_, frame) => {
    let sum = 0
    for (let at = frame * size; at < (frame + 1) * size; at++) sum += (samples[at] ?? 0) ** 2
    return 10 * Math.log10(sum / size + 1)
  })
}

/** Stretches of speech: what is clearly louder than the room, with short silences closed. */
const stretches = (sound: Sound): ReadonlyArray<WordSpan> => {
  const levels = loudness(sound)
  const sorted = levels.toSorted((a, b) => a - b)
  const [room = 0, voice = 0] = [sorted[Math.floor(sorted.length * 0.03)], sorted[Math.floor(sorted.length * 0.95)]]
  // Nothing is said where the loudest is hardly louder than the room, or everything is silent.
  if (voice < 30 || voice - room < 12) return voice < 45 ? [] : [{ from: 0, to: levels.length * FRAME_MILLIS }]
  const threshold = room + (voice - room) * 0.35
  const spans: Array<{ from: number; to: number }> = []
  levels.forEach((level, frame) => {
    if (level < threshold) return
    const at = frame * FRAME_MILLIS
    const last = spans.at(-1)
    if (last !== undefined && at - last.to < LEAST_GAP_MILLIS) last.to = at + FRAME_MILLIS
    else spans.push({ from: at, to: at + FRAME_MILLIS })
  })
  // A click is not a word.
  return spans.filter(({ from, to }) => to - from >= 40)
}

interface Gap {
  readonly from: number
  readonly to: number
}

/**
 * Where each line is spoken in a recording, in milliseconds; null for a line without words. Lines end at silences; of all ways to choose them the one whose lines are
 * as long as their words are is taken. A recording that fits none of them is refused with the reason.
 */
export const aligned = (
  sound: Sound,
  lines: ReadonlyArray<ReadonlyArray<string>>
): Either.Either<ReadonlyArray<WordSpan | null>, string> => {
  const isSpoken = lines.map((words) => words.some((word) => speakable(word) !== ""))
  const spoken = lines.filter((_, index) => isSpoken[index])
  const weights = spoken.map(lineWeight)
  const speech = stretches(sound)
  const [first, last] = [speech[0], speech.at(-1)]
  if (first === undefined || last === undefined) return Either.left("nobody can be heard in it")
  const all = speech.slice(1).map((span, at): Gap => ({ from: speech[at]?.to ?? 0, to: span.from }))
  if (all.length < weights.length - 1) {
    return Either.left(
      `it has ${all.length} silences, and ${weights.length} lines need ${
        weights.length - 1
      } between them; leave half a second after each line`
    )
  }
  const limit = all.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_GAPS).at(-1)
  const gaps = all.filter(({ from, to }) => limit === undefined || to - from >= limit.to - limit.from).slice(
    0,
    MOST_GAPS
  )
  const ends: ReadonlyArray<Gap> = [...gaps, { from: last.to, to: last.to }]
  const total = last.to - first.from
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const pace = whole / (total / 1000)
  if (pace < PACE.least || pace > PACE.most) {
    return Either.left(
      `it lasts ${
        (total / 1000).toFixed(1)
      } s, and the script's words take another time; is it the recording of this script?`
    )
  }
  // The best way to end the lines up to one at each gap, and how it got there.
  let best = new Map<number, { readonly cost: number; readonly ways: ReadonlyArray<number> }>([[-1, {
    cost: 0,
    ways: []
  }]])
  weights.forEach((weight, line) => {
    const next: typeof best = new Map()
    const isLast = line === weights.length - 1
    for (const [before, { cost, ways }] of best) {
      const from = before < 0 ? first.from : ends[before]?.to ?? 0
      for (let end = isLast ? ends.length - 1 : before + 1; end < (isLast ? ends.length : ends.length - 1); end++) {
        if (end <= before) continue
        const gap = ends[end] ?? { from: 0, to: 0 }
        const expected = (weight / whole) * total
        const off = Math.log((gap.from - from) / expected)
        const silence = isLast ? 0 : Math.min(1, (gap.to - gap.from) / 600)
        const sum = cost + off * off * 2 - silence * 0.4
        const known = next.get(end)
        if (known === undefined || sum < known.cost) next.set(end, { cost: sum, ways: [...ways, end] })
      }
    }
    best = next
  })
  const ways = best.get(ends.length - 1)?.ways
  if (ways === undefined) return Either.left("its silences do not fit the lines")
  const spans = ways.map((end, line): WordSpan => ({
    from: line === 0 ? first.from : ends[ways[line - 1] ?? 0]?.to ?? 0,
    to: ends[end]?.from ?? 0
  }))
  const unfit = spans.findIndex(({ from, to }, line) => {
    const share = (to - from) / (((weights[line] ?? 0) / whole) * total)
    return share < FIT.least || share > FIT.most
  })
  if (unfit >= 0) {
    return Either.left(
      `what it says at ${((spans[unfit]?.from ?? 0) / 1000).toFixed(1)} s is too ${
        (spans[unfit]?.to ?? 0) - (spans[unfit]?.from ?? 0) > ((weights[unfit] ?? 0) / whole) * total ? "long" : "short"
      } for "${
        spoken[unfit]?.join(" ").slice(0, 60) ?? ""
      }"; speak each line as it is written, with half a second after it`
    )
  }
  let at = 0
  return Either.right(isSpoken.map((speaks) => (speaks ? spans[at++] ?? null : null)))
}

/** A part of a sound, with a little around it and a soft beginning and end. */
export const sliceOf = ({ rate, samples }: Sound, { from, to }: WordSpan): Sound => {
  const begin = Math.max(0, Math.round(((from - MARGIN_MILLIS) * rate) / 1000))
  const end = Math.min(samples.length, Math.round(((to + MARGIN_MILLIS) * rate) / 1000))
  const part = samples.slice(begin, end)
  const fade = Math.min(Math.round(rate * 0.008), Math.floor(part.length / 2))
  for (let at = 0; at < fade; at++) {
    part[at] = Math.round(((part[at] ?? 0) * at) / fade)
    part[part.length - 1 - at] = Math.round(((part[part.length - 1 - at] ?? 0) * at) / fade)
  }
  return { rate, samples: part }
}
