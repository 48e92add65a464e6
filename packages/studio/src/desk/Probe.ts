import { type MediaForm, type MediaRefused, mediaRefused, type Probed } from "@callsheet/domain/library/LibraryMedia"
import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { open, readFile } from "node:fs/promises"
import { options } from "../render/Ffmpeg.ts"
import { fontFault } from "./FontTables.ts"
import { sniff, SNIFFED_BYTES } from "./Sniff.ts"

/** A picture of more pixels than this is no picture for a phone; decoding one would take the machine's memory. */
const MOST_PIXELS = 50_000_000
const LEAST_SIDE = 64
const MOST_CLIP_SECONDS = 600
const MOST_AUDIO_SECONDS = 1_200
const LIMIT_MILLIS = 20_000
/** No single buffer of the decoder is larger. */
const MOST_ALLOC = 400_000_000

type Kind = Probed["kind"]

const kindOf: { readonly [F in MediaForm]: Kind } = {
  png: "image",
  jpg: "image",
  webp: "image",
  mp4: "clip",
  webm: "clip",
  mp3: "audio",
  wav: "audio",
  flac: "audio",
  ogg: "audio",
  m4a: "audio",
  ttf: "font",
  otf: "font"
}

/** The one reader of each form: none of ffmpeg's that follow addresses or lists is ever chosen. */
const demuxers: { readonly [F in Exclude<MediaForm, "ttf" | "otf">]: string } = {
  png: "png_pipe",
  jpg: "jpeg_pipe",
  webp: "webp_pipe",
  mp4: "mov",
  webm: "matroska",
  mp3: "mp3",
  wav: "wav",
  flac: "flac",
  ogg: "ogg",
  m4a: "mov"
}

const SEND = "Save it as PNG, JPEG, WebP, MP4, WebM, MP3, WAV, FLAC, Ogg, TTF or OTF, and upload that."

const damaged = (why: string) =>
  mediaRefused("Damaged", `The file cannot be read: ${why}.`, "Open it on your machine, save it again and upload that.")
const tooLarge = (what: string, next: string) => mediaRefused("TooLarge", what, next)

/** What ffmpeg says last whenever it fails, and where in its own machinery. */
const TELLS_NOTHING = /^\s*$|Conversion failed|^Error while|Terminating thread|Task finished|Nothing was written/i

/** Decodes and writes nowhere. The text is what ffmpeg says of the file; it fails with ffmpeg's own words. */
const decode = (ffmpeg: string, args: ReadonlyArray<string>): Effect.Effect<string, MediaRefused> =>
  Effect.acquireUseRelease(
    Effect.sync(() =>
      spawn(ffmpeg, ["-hide_banner", "-nostdin", "-nostats", "-v", "info", ...args, "-f", "null", "-"], {
        stdio: ["ignore", "ignore", "pipe"],
        env: childEnvironment()
      })
    ),
    (child) =>
      Effect.async<string, MediaRefused>((resume) => {
        let said = ""
        child.stderr.setEncoding("utf8").on("data", (piece: string) => {
          said = (said + piece).slice(0, 65_536)
        })
        child.on("error", () => resume(Effect.fail(damaged("ffmpeg could not be started"))))
        child.on("close", (code) => {
          if (code === 0) return resume(Effect.succeed(said))
          const words = said.trim().split("\n").findLast((line) => !TELLS_NOTHING.test(line))
            ?.replace(/^\[[^\]]*\]\s*/, "").replace(/[.!\s]+$/, "").slice(0, 200) ?? "its data is cut or broken"
          resume(Effect.fail(
            /max_pixels|picture size|Invalid frame dimensions/i.test(said)
              ? tooLarge(`The picture has more than ${MOST_PIXELS / 1e6} million pixels.`, "Save it smaller.")
              : damaged(words)
          ))
        })
      }).pipe(Effect.timeoutFail({
        duration: LIMIT_MILLIS,
        onTimeout: () => damaged(`reading it takes longer than ${LIMIT_MILLIS / 1_000} s`)
      })),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

const sizeIn = (said: string): readonly [number, number] | null => {
  const found = /Stream #0:\d+.*?: Video: .*?[ ,](\d{2,6})x(\d{2,6})[ ,]/.exec(said)
  return found === null ? null : [Number(found[1]), Number(found[2])]
}

const millisIn = (said: string): number | null => {
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(said) ?? []
  return seconds === undefined
    ? null
    : Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000)
}

const SAFELY = options(
  `-protocol_whitelist file -xerror -err_detect explode -threads 1 -max_pixels ${MOST_PIXELS} -max_alloc ${MOST_ALLOC}`
)

const safely = (demuxer: string, file: string, before: ReadonlyArray<string> = []) => [
  ...SAFELY,
  ...before,
  "-f",
  demuxer,
  "-i",
  `file:${file}`
]

const probePicture = (ffmpeg: string, file: string, form: "png" | "jpg" | "webp") =>
  Effect.gen(function*() {
    const said = yield* decode(ffmpeg, [...safely(demuxers[form], file), "-frames:v", "1"])
    const [width, height] = sizeIn(said) ?? [0, 0]
    if (Math.min(width, height) < LEAST_SIDE) {
      return yield* mediaRefused(
        "Damaged",
        `The picture has ${width}×${height} pixels, too few to show.`,
        `Upload one of at least ${LEAST_SIDE} pixels on each side.`
      )
    }
    return { form, kind: "image" as const, width, height, durationMillis: null }
  })

const probeClip = (ffmpeg: string, file: string, form: "mp4" | "webm") =>
  Effect.gen(function*() {
    const said = yield* decode(ffmpeg, [...safely(demuxers[form], file), "-t", "1", "-threads", "1"])
    const size = sizeIn(said)
    const durationMillis = millisIn(said)
    if (size === null) return yield* damaged("it has no picture")
    // ffmpeg drops a packet that it cannot unpack and goes on: in the end there is nothing to see.
    if (/frame=\s*0\s|Output file .*empty|nothing was encoded/i.test(said)) {
      return yield* damaged("none of its pictures can be read")
    }
    if (durationMillis === null || durationMillis > MOST_CLIP_SECONDS * 1_000) {
      return yield* tooLarge("The clip is longer than 10 minutes, or does not say how long it is.", "Cut it shorter.")
    }
    // The end as well: a file that was cut begins well.
    yield* decode(ffmpeg, [...safely(demuxers[form], file, ["-sseof", "-1"]), "-threads", "1"])
    return { form, kind: "clip" as const, width: size[0], height: size[1], durationMillis }
  })

const probeAudio = (ffmpeg: string, file: string, form: "mp3" | "wav" | "flac" | "ogg" | "m4a") =>
  Effect.gen(function*() {
    const said = yield* decode(ffmpeg, [...safely(demuxers[form], file), "-vn", "-t", String(MOST_AUDIO_SECONDS + 1)])
    if (!/Stream #0:\d+.*?: Audio: /.test(said)) return yield* damaged("it has no sound")
    const durationMillis = millisIn(said)
    if (durationMillis === null || durationMillis > MOST_AUDIO_SECONDS * 1_000) {
      return yield* tooLarge("The sound is longer than 20 minutes, or does not say how long it is.", "Cut it shorter.")
    }
    return { form, kind: "audio" as const, width: null, height: null, durationMillis }
  })

const probeFont = (file: string, form: "ttf" | "otf") =>
  Effect.gen(function*() {
    const bytes = yield* Effect.tryPromise({ try: () => readFile(file), catch: () => damaged("it is not there") })
    const fault = fontFault(bytes)
    if (fault !== null) return yield* damaged(fault)
    return { form, kind: "font" as const, width: null, height: null, durationMillis: null }
  })

const headOf = (file: string) =>
  Effect.tryPromise({
    try: async () => {
      const handle = await open(file, "r")
      try {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0)
        return buffer.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    },
    catch: () => damaged("it is not there")
  })

/** Looks into a file that somebody brought: what its bytes are, whether they can be read, and how large what they show is. */
export const probe = (ffmpeg: string, file: string): Effect.Effect<Probed, MediaRefused> =>
  Effect.gen(function*() {
    const form = sniff(yield* headOf(file))
    if (form === null) {
      return yield* mediaRefused("WrongType", "The file is none of the forms that the library takes.", SEND)
    }
    if (form === "ttf" || form === "otf") return yield* probeFont(file, form)
    const kind = kindOf[form]
    if (kind === "image") return yield* probePicture(ffmpeg, file, form as "png" | "jpg" | "webp")
    return kind === "clip"
      ? yield* probeClip(ffmpeg, file, form as "mp4" | "webm")
      : yield* probeAudio(ffmpeg, file, form as "mp3" | "wav" | "flac" | "ogg" | "m4a")
  })
