import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { FPS, HEIGHT, WIDTH } from "../picture/Frame.ts"
import { OutputInvalid } from "../RenderErrors.ts"
import { type Mp4, readMp4 } from "./Mp4.ts"
import { SOUND_RATE } from "./SoundRate.ts"

/** H.264 High at level 4.0. */
const PROFILE = 100
const LEVEL = 40
/** Sound is coded in packets of 1,024 samples; its end may round by a millisecond, never by a frame. */
const SOUND_TOLERANCE_MILLIS = 2

/** What is wrong with a finished video that should have this many frames; empty if nothing is. */
const problemsOf = ({ boxes, tracks }: Mp4, frames: number): ReadonlyArray<string> => {
  const video = tracks.find(({ kind }) => kind === "video")
  const sound = tracks.find(({ kind }) => kind === "sound")
  const millis = (frames * 1000) / FPS
  const checks: ReadonlyArray<readonly [boolean, string]> = [
    [boxes.indexOf("moov") >= 0 && boxes.indexOf("moov") < boxes.indexOf("mdat"), "its header is not at the front"],
    [tracks.length === 2, `it has ${tracks.length} tracks instead of 2`],
    [video?.codec === "avc1", `its picture is ${video?.codec ?? "missing"} instead of H.264`],
    [video?.width === WIDTH && video.height === HEIGHT, `it is ${video?.width}×${video?.height} pixels large`],
    [video?.avc?.profile === PROFILE && video.avc.level === LEVEL, "its H.264 profile is not High 4.0"],
    [video?.samples === frames, `it has ${video?.samples} frames instead of ${frames}`],
    [video?.steadyRate === FPS, `it does not have ${FPS} even frames a second`],
    [sound?.codec === "mp4a", `its sound is ${sound?.codec ?? "missing"} instead of AAC`],
    [sound?.sampleRate === SOUND_RATE && sound.channels === 2, "its sound is not 48 kHz stereo"],
    [
      Math.abs((sound?.durationMillis ?? 0) - millis) <= SOUND_TOLERANCE_MILLIS,
      `its sound lasts ${sound?.durationMillis} ms instead of ${Math.round(millis)}`
    ]
  ]
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem)
}

/** Refuses a video that is not exactly what was promised, before anybody gets it. */
export const verify = Effect.fn("Render.verify")(function*(path: string, frames: number) {
  const mp4 = yield* readMp4(path).pipe(Effect.mapError(storeError(path, "reading")))
  const problems = problemsOf(mp4, frames)
  if (problems.length > 0) return yield* new OutputInvalid({ problems })
})
