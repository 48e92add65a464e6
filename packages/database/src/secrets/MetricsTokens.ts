import { settings } from "@callsheet/process/settings/Registry"
import * as FileSystem from "@effect/platform/FileSystem"
import { Array as Arr, Effect, Option, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Vault } from "./Vault.ts"

const fileOf = (dataDir: string) => join(dataDir, "metrics.token")

/** For a monitor's `credentials_file`: as a whole or not at all, and for its own account alone. */
const keep = (dataDir: string, token: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const file = fileOf(dataDir)
    const before = yield* Effect.option(fs.readFileString(file))
    if (Option.isSome(before) && before.value.trim() === token) return
    yield* fs.makeDirectory(dataDir, { recursive: true, mode: 0o700 })
    const aside = `${file}.${randomUUID()}`
    yield* fs.writeFileString(aside, `${token}\n`, { flag: "wx", mode: 0o600 })
    yield* fs.rename(aside, file)
  }).pipe(
    Effect.catchAll((error) =>
      Effect.logWarning(
        `The metrics token cannot be kept in ${
          fileOf(dataDir)
        }: ${error.message}. Set ${settings.metricsToken.name} instead.`
      )
    )
  )

/**
 * Who shows one of these may read how the installation as a whole is doing. The one that was set; else one that every process
 * with the same master key makes alike, so that one token reads all of them. While the master key is being changed the one
 * before is good as well.
 */
export const metricsTokens = (
  { dataDir, given }: { readonly dataDir: string; readonly given: Option.Option<Redacted.Redacted> }
): Effect.Effect<Arr.NonEmptyReadonlyArray<Redacted.Redacted>, never, Vault | FileSystem.FileSystem> =>
  Effect.gen(function*() {
    if (Option.isSome(given)) return Arr.of(given.value)
    const { derived } = yield* Vault
    const tokens = Arr.map(derived("metrics"), ({ bytes }) => Redacted.value(bytes).toString("base64url"))
    yield* keep(dataDir, tokens[0])
    return Arr.map(tokens, (token) => Redacted.make(token))
  })
