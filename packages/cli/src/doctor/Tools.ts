import { programOf, type ProgramRole } from "@callsheet/stack/Programs"
import { findFfmpeg } from "@callsheet/studio/render/FfmpegFind"
import { checkFonts } from "@callsheet/studio/render/text/FontCheck"
import { isPackaged } from "@callsheet/studio/voice/EspeakVoice"
import { engineInstalled } from "@callsheet/studio/voice/neural/VoiceChoice"
import { installedVoices, voicesFolder } from "@callsheet/studio/voice/neural/VoiceStore"
import { Effect, Option } from "effect"
import { accessSync, constants, existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { type DoctorFinding, note, ok, problem } from "./Finding.ts"

/** As `engines` in package.json says it. */
const LEAST_NODE: readonly [number, number, number] = [20, 19, 0]

export const node = Effect.sync((): DoctorFinding => {
  const have = process.versions.node.split(".").map(Number)
  const at = have.findIndex((part, index) => part !== LEAST_NODE[index])
  return at !== -1 && (have[at] ?? 0) < (LEAST_NODE[at] ?? 0)
    ? problem("Node", `${process.versions.node} is too old.`, `Install Node ${LEAST_NODE.join(".")} or newer.`)
    : ok("Node", process.versions.node)
})

const roles: ReadonlyArray<ProgramRole> = ["server", "worker", "sandbox"]

export const programs = Effect.sync((): DoctorFinding => {
  const missing = roles.filter((role) => !existsSync(programOf(role)))
  return missing.length === 0
    ? ok("programs", "built")
    : problem("programs", `Not built: ${missing.join(", ")}.`, "npm run build")
})

const onPath = (name: string): string | undefined =>
  (process.env["PATH"] ?? "").split(delimiter).filter(Boolean).map((folder) => join(folder, name)).find(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The ffmpeg that a worker takes, proved as a worker proves it. */
export const ffmpeg = Effect.suspend(() => {
  const chosen = process.env["FFMPEG_BIN"] ?? ""
  return findFfmpeg(chosen === "" ? Option.none() : Option.some(chosen))
}).pipe(
  Effect.match({
    onSuccess: ({ origin, path, version }) => ok("ffmpeg", `${version} (${origin}: ${path})`),
    onFailure: (error) => problem("ffmpeg", error.message, error.remedy)
  })
)

/** What videos are set in: fonts for each script come along. */
export const fonts = Effect.map(checkFonts, ({ absent, scripts }): DoctorFinding => {
  if (absent.length > 0) {
    return problem("fonts", `Not there: ${absent.join(", ")}.`, "Install Callsheet again: npm ci")
  }
  const lacking = scripts.filter(({ lacks }) => lacks.length > 0)
  return lacking.length === 0
    ? ok("fonts", scripts.map(({ script }) => script).join(", "))
    : problem(
      "fonts",
      lacking.map(({ lacks, script }) => `${script} lacks ${lacks.join(" ")}`).join("; "),
      "Install Callsheet again: npm ci"
    )
})

const STOCK = [["Pexels", "PEXELS"], ["Pixabay", "PIXABAY"], ["Coverr", "COVERR"]] as const

/** Where scenes get pictures that the organisation has not got, in the worker's order. */
export const pictures = Effect.sync((): DoctorFinding => {
  const isSet = (name: string) => (process.env[name] ?? process.env[`${name}_FILE`] ?? "") !== ""
  const sources = [
    ...STOCK.filter(([, name]) => isSet(`CALLSHEET_${name}_KEY`)).map(([name]) => name),
    ...(isSet("CALLSHEET_IMAGE_URL") ? ["the endpoint in CALLSHEET_IMAGE_URL"] : []),
    ...(isSet("CALLSHEET_VIDEO_URL") ? ["the endpoint in CALLSHEET_VIDEO_URL"] : [])
  ]
  return sources.length > 0
    ? ok("pictures", `the library, then ${sources.join(", ")}`)
    : note(
      "pictures",
      "The organisation's own library and designed cards; no stock.",
      "For stock set CALLSHEET_PEXELS_KEY, CALLSHEET_PIXABAY_KEY or CALLSHEET_COVERR_KEY; each service gives keys for free."
    )
})

const BETTER_VOICE = "A better one: callsheet voice add kokoro (English and six more), or see: callsheet voice list"

/** Who speaks in videos, in the worker's order. */
export const voice = (dataDir: string) =>
  Effect.gen(function*() {
    if ((process.env["CALLSHEET_TTS_URL"] ?? "") !== "") {
      return ok("voice", "the endpoint in CALLSHEET_TTS_URL; its voices: callsheet voice list --endpoint")
    }
    const installed = yield* installedVoices(voicesFolder(dataDir))
    if (installed.length > 0 && !engineInstalled()) {
      return problem(
        "voice",
        `${installed.length === 1 ? "A voice is" : `${installed.length} voices are`} installed, and the engine is not.`,
        "Install it where Callsheet is: npm install sherpa-onnx-node"
      )
    }
    if (installed.length > 0) {
      const named = installed.map(({ id, speakers }) =>
        `${id} (${[...new Set(speakers.map((one) => one.language))].join(" ")})`
      )
      return ok("voice", named.join(", "))
    }
    const plain = isPackaged() ? "the packaged espeak-ng" : onPath("espeak-ng")
    return plain === undefined
      ? note(
        "voice",
        "No engine: videos get captions and no speech.",
        `Set CALLSHEET_TTS_URL, or add one. ${BETTER_VOICE}`
      )
      : note("voice", `plain voice: ${plain}`, BETTER_VOICE)
  }).pipe(
    Effect.catchTag("VoiceStoreFailed", ({ message, remedy }) => Effect.succeed(problem("voice", message, remedy)))
  )
