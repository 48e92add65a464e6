import { type Config, type ConfigError, Effect, Either, Option } from "effect"
import { execFile } from "node:child_process"
import { accessSync, constants, statSync } from "node:fs"
import { resolve } from "node:path"
import { childEnvironment } from "../ChildEnvironment.ts"
import { type ConfigFault, faultsOf, UnusableConfig } from "../ConfigReport.ts"
import type { Environment } from "./Environment.ts"
import { allSettings, settings } from "./Registry.ts"
import type { Reader } from "./Setting.ts"
import { imageSettings, masterKeySettings, modelSettings, speechSettings, tiktokSettings } from "./Together.ts"

const together: ReadonlyArray<{ readonly config: Config.Config<unknown>; readonly readBy: ReadonlyArray<Reader> }> = [
  { config: tiktokSettings, readBy: ["server", "worker"] },
  { config: masterKeySettings, readBy: ["server", "worker"] },
  { config: modelSettings, readBy: ["worker"] },
  { config: speechSettings, readBy: ["worker"] },
  { config: imageSettings, readBy: ["worker"] }
]

const PROBE_MILLIS = 10_000

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** Whether FFMPEG_BIN is an ffmpeg at all. What its build can do, the worker finds out when it starts. */
const ffmpegFaults = (given: Option.Option<string>): Effect.Effect<ReadonlyArray<ConfigFault>> =>
  Effect.async((resume) => {
    const variable = settings.ffmpegBin.name
    const fault = (problem: string) =>
      resume(
        Effect.succeed([{ variable, problem, remedy: "Name an ffmpeg of version 5 or newer, or unset it." }])
      )
    if (Option.isNone(given)) return resume(Effect.succeed([]))
    const file = resolve(given.value)
    if (!isProgram(file)) return fault(`${given.value} is not an executable file`)
    execFile(
      file,
      ["-version"],
      { env: childEnvironment(), timeout: PROBE_MILLIS, killSignal: "SIGKILL" },
      (error, stdout) => {
        if (error === null && stdout.startsWith("ffmpeg version ")) return resume(Effect.succeed([]))
        fault(`${given.value} is not an ffmpeg: ${error?.message.split("\n")[0] ?? "it names no version"}`)
      }
    )
  })

/** Everything that is wrong with the settings of these programs. */
export const settingFaults = (
  environment: Environment,
  readers: ReadonlyArray<Reader>
): Effect.Effect<ReadonlyArray<ConfigFault>> =>
  Effect.gen(function*() {
    const isRead = ({ readBy }: { readonly readBy: ReadonlyArray<Reader> }) =>
      readBy.some((reader) => readers.includes(reader))
    const errors: Array<ConfigError.ConfigError> = []
    for (const { config } of [...allSettings.filter(isRead), ...together.filter(isRead)]) {
      const value = yield* Effect.either(environment.provider.load(config))
      if (Either.isLeft(value)) errors.push(value.left)
    }
    const chosen = readers.includes("worker")
      ? yield* Effect.orElseSucceed(environment.provider.load(settings.ffmpegBin.config), () => Option.none())
      : Option.none()
    return [...environment.faults, ...faultsOf(errors), ...(yield* ffmpegFaults(chosen))]
  })

/** Secrets of these programs that cannot be read from their files. */
export const secretFaults = (
  environment: Environment,
  reader: Reader
): ReadonlyArray<ConfigFault> => {
  const own = new Set(allSettings.filter(({ readBy }) => readBy.includes(reader)).map(({ name }) => `${name}_FILE`))
  return environment.faults.filter(({ variable }) => own.has(variable))
}

/** Fails with one message that names every variable at fault, before any of these programs does anything. */
export const requireSettings = (
  environment: Environment,
  readers: ReadonlyArray<Reader>
): Effect.Effect<void, UnusableConfig> => Effect.flatMap(settingFaults(environment, readers), refuse)

/** Fails with all of these faults, if there are any. */
export const refuse = ([first, ...rest]: ReadonlyArray<ConfigFault>): Effect.Effect<void, UnusableConfig> =>
  first === undefined ? Effect.void : new UnusableConfig({ faults: [first, ...rest] })
