import type { Mood } from "@callsheet/domain/asset/Script"
import type { InstrumentName } from "./Instruments.ts"

/**
 * One instrument's part. A bar is sixteen signs: `.` nothing, `x` all notes of the chord (or a stroke), `o` the same softer,
 * `0` its bass note, `1` to `8` its other notes upwards. Several bars take turns.
 */
export interface Part {
  readonly plays: InstrumentName
  readonly bars: readonly [string, ...ReadonlyArray<string>]
  readonly level: number
  /** -1 is left, 1 is right. */
  readonly pan?: number
  readonly octave?: number
  /** Sixteenths for which a note is held. */
  readonly hold?: number
  /** The first bar of eight in which it is heard: the second half brings something new. */
  readonly from?: number
  /** How much of it goes into the room. */
  readonly wet?: number
}

export interface Score {
  /** Samples of a beat: whole, so that the loop closes. */
  readonly beat: number
  /** How late every second sixteenth comes, as a part of one. */
  readonly swing?: number
  /** How far the kick pushes everything else down, from 0 to 1. */
  readonly pump?: number
  /** One a bar, MIDI: the bass note, then the others upwards. */
  readonly chords: ReadonlyArray<readonly [bass: number, ...ReadonlyArray<number>]>
  readonly parts: ReadonlyArray<Part>
}

const NONE = "................"

/** Eight moods, eight bars each. */
export const scores: { readonly [M in Mood]: Score } = {
  calm: {
    beat: 38_400,
    chords: [[41, 60, 64, 65, 69], [45, 60, 64, 67, 69], [38, 60, 65, 69, 72], [46, 58, 62, 65, 69]],
    parts: [
      { plays: "pad", bars: ["x..............."], level: 0.5, hold: 16, wet: 0.5 },
      {
        plays: "keys",
        bars: ["1...3...2...4...", "4...2...3....1.."],
        level: 0.5,
        hold: 6,
        octave: 0,
        pan: -0.25,
        wet: 0.45
      },
      { plays: "bass", bars: ["0.........0.....", "0..............."], level: 0.62, hold: 9 },
      {
        plays: "bell",
        bars: [NONE, "........3.......", NONE, "....4.......2..."],
        level: 0.16,
        octave: 1,
        pan: 0.4,
        from: 4,
        wet: 0.7
      },
      { plays: "shaker", bars: ["..o...o...o...o."], level: 0.14, pan: 0.3, from: 4 }
    ]
  },
  warm: {
    beat: 32_000,
    swing: 0.08,
    chords: [[48, 60, 64, 67, 72], [47, 59, 62, 67, 71], [45, 60, 64, 69, 72], [41, 60, 65, 69, 72]],
    parts: [
      { plays: "pluck", bars: ["1.3.2.4.3.2.3.1.", "1.3.2.4.5.4.3.2."], level: 0.8, hold: 5, pan: -0.3, wet: 0.25 },
      { plays: "pad", bars: ["x..............."], level: 0.32, hold: 16, wet: 0.4 },
      { plays: "bass", bars: ["0.....0...0.....", "0.....0.......0."], level: 0.66, hold: 5 },
      { plays: "kick", bars: ["x.........o....."], level: 0.4 },
      { plays: "snap", bars: ["....x.......x..."], level: 0.5, pan: 0.15, wet: 0.3 },
      { plays: "keys", bars: ["....x.........o."], level: 0.22, hold: 4, pan: 0.35, from: 4, wet: 0.3 }
    ]
  },
  bright: {
    beat: 25_600,
    chords: [[38, 62, 66, 69, 74], [45, 61, 64, 69, 73], [47, 62, 66, 71, 74], [43, 62, 67, 71, 74]],
    parts: [
      { plays: "piano", bars: ["x..x..x...x..x..", "x..x..x...x.x.x."], level: 0.3, hold: 3, pan: -0.15, wet: 0.2 },
      {
        plays: "mallet",
        bars: ["4.3.2...3.2.1...", "2.3.4...5.4.3..."],
        level: 0.5,
        octave: 1,
        pan: 0.35,
        from: 2,
        wet: 0.35
      },
      { plays: "bass", bars: ["0..0..0...0.0..."], level: 0.64, hold: 3 },
      { plays: "kick", bars: ["x...x...x...x..."], level: 0.5 },
      { plays: "clap", bars: ["....x.......x..."], level: 0.34, wet: 0.25 },
      { plays: "hat", bars: ["..x...x...x...x.", "..x...x...x.o.x."], level: 0.26, pan: -0.3 },
      { plays: "pad", bars: ["x..............."], level: 0.26, hold: 16, from: 4, wet: 0.4 }
    ]
  },
  playful: {
    beat: 28_800,
    swing: 0.3,
    chords: [[43, 59, 62, 67, 71], [40, 59, 64, 67, 71], [48, 60, 64, 67, 72], [38, 60, 62, 66, 69]],
    parts: [
      {
        plays: "pluck",
        bars: ["x...x.x...x.x...", "x...x.x...x...x."],
        level: 0.42,
        hold: 1,
        octave: 0,
        pan: -0.2,
        wet: 0.15
      },
      {
        plays: "mallet",
        bars: ["....4.3.4...2...", "..3.4.5.....4.3.", "....2.3.4...3...", "..4.3.2.1......."],
        level: 0.55,
        octave: 1,
        pan: 0.3,
        wet: 0.3
      },
      { plays: "bass", bars: ["0...0.......0...", "0.....0...0....."], level: 0.66, hold: 2 },
      { plays: "snap", bars: ["....x.......x..."], level: 0.6, pan: 0.1, wet: 0.2 },
      { plays: "kick", bars: ["x.......x......."], level: 0.34 },
      { plays: "shaker", bars: ["x.o.x.o.x.o.x.o."], level: 0.2, pan: -0.35, from: 4 }
    ]
  },
  drive: {
    beat: 23_040,
    pump: 0.55,
    chords: [[45, 60, 64, 69, 72], [41, 60, 65, 69, 72], [48, 60, 64, 67, 72], [43, 59, 62, 67, 71]],
    parts: [
      { plays: "kick", bars: ["x...x...x...x..."], level: 0.62 },
      { plays: "clap", bars: ["....x.......x..."], level: 0.4, wet: 0.2 },
      { plays: "hat", bars: ["..x...x...x...x.", "..x.o.x...x.o.x."], level: 0.32, pan: 0.25 },
      { plays: "bass", bars: ["0.0.0.0.0.0.0.0."], level: 0.6, hold: 2 },
      { plays: "keys", bars: ["x.....x.....x...", "x.....x...x....."], level: 0.26, hold: 3, pan: -0.2, wet: 0.25 },
      {
        plays: "pluck",
        bars: ["4.3.2.3.4.3.2.1.", "2.3.4.5.4.3.2.3."],
        level: 0.42,
        hold: 2,
        octave: 1,
        pan: 0.4,
        from: 4,
        wet: 0.35
      },
      { plays: "pad", bars: ["x..............."], level: 0.3, hold: 16, wet: 0.35 }
    ]
  },
  tense: {
    beat: 30_000,
    chords: [[38, 57, 62, 65, 69], [38, 57, 62, 65, 70], [34, 58, 62, 65, 70], [33, 57, 61, 64, 70]],
    parts: [
      { plays: "strings", bars: ["1.1.1.1.1.1.1.1.", "1.1.1.2.1.1.1.2."], level: 0.5, hold: 1, pan: -0.3, wet: 0.25 },
      { plays: "strings", bars: ["3..............."], level: 0.34, hold: 16, octave: 0, pan: 0.35, from: 2, wet: 0.5 },
      { plays: "bass", bars: ["0..............."], level: 0.6, hold: 15 },
      { plays: "clock", bars: ["x...o...x...o..."], level: 0.5, pan: 0.2, wet: 0.3 },
      { plays: "drum", bars: ["x...............", "x.............o."], level: 0.5, wet: 0.35 },
      {
        plays: "piano",
        bars: [NONE, "............4...", NONE, "........3...2..."],
        level: 0.36,
        octave: 1,
        hold: 6,
        from: 4,
        wet: 0.7
      }
    ]
  },
  grand: {
    beat: 36_000,
    chords: [[36, 60, 64, 67, 72], [33, 57, 60, 64, 69], [29, 57, 60, 65, 69], [31, 59, 62, 67, 71]],
    parts: [
      { plays: "strings", bars: ["x.......x......."], level: 0.34, hold: 8, wet: 0.5 },
      {
        plays: "strings",
        bars: ["1.2.3.2.1.2.3.2.", "1.2.3.4.3.2.3.2."],
        level: 0.3,
        hold: 1,
        octave: 0,
        pan: 0.35,
        wet: 0.3
      },
      {
        plays: "brass",
        bars: ["0.......0...0...", "0.......0......."],
        level: 0.44,
        hold: 5,
        octave: 1,
        pan: -0.25,
        wet: 0.45
      },
      { plays: "drum", bars: ["x.....x...x.....", "x.....x...x.x.x."], level: 0.56, wet: 0.4 },
      { plays: "bass", bars: ["0.......0......."], level: 0.56, hold: 8, octave: 1 },
      {
        plays: "bell",
        bars: ["4...............", "3.......5......."],
        level: 0.24,
        octave: 1,
        pan: 0.3,
        from: 4,
        wet: 0.7
      },
      { plays: "snare", bars: [NONE, NONE, NONE, "........o.o.xxxx"], level: 0.2, from: 4, wet: 0.4 }
    ]
  },
  wistful: {
    beat: 40_000,
    chords: [[45, 60, 64, 69, 72], [40, 59, 64, 67, 71], [41, 60, 65, 69, 72], [48, 60, 64, 67, 72]],
    parts: [
      { plays: "piano", bars: ["1...2...3...4...", "4...3...2...3..."], level: 0.62, hold: 7, pan: -0.15, wet: 0.45 },
      { plays: "piano", bars: ["0..............."], level: 0.5, hold: 15, wet: 0.3 },
      { plays: "strings", bars: ["x..............."], level: 0.28, hold: 16, from: 2, wet: 0.5 },
      {
        plays: "bell",
        bars: [NONE, "..............4.", NONE, "......3........."],
        level: 0.14,
        octave: 1,
        pan: 0.4,
        from: 4,
        wet: 0.8
      }
    ]
  }
}
