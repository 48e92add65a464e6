import { OrgId } from "@callsheet/domain/Ids"
import { Effect, Option, Redacted, Schema } from "effect"
import { mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { CannotDo } from "./CliError.ts"

/** The key of a local stack's first org, for commands on the same machine. */
export const OwnerKey = Schema.Struct({
  url: Schema.NonEmptyString,
  key: Schema.Redacted(Schema.NonEmptyString),
  orgId: OrgId
})
export type OwnerKey = typeof OwnerKey.Type

const OwnerKeyFile = Schema.parseJson(OwnerKey)

export const keyFileOf = (dataDir: string): string => join(resolve(dataDir), "owner-key.json")

/** None where there is no such file; a file that cannot be used is said, never taken for none. */
export const readOwnerKey = (dataDir: string): Effect.Effect<Option.Option<OwnerKey>, CannotDo> => {
  const file = keyFileOf(dataDir)
  const unusable = (why: string) =>
    new CannotDo({
      what: `The stored owner key ${file} cannot be used: ${why}`,
      next: "Make it readable for you, set CALLSHEET_API_KEY, or remove the file and create another key."
    })
  return Effect.tryPromise(() => readFile(file, "utf8")).pipe(
    Effect.map(Option.some),
    Effect.catchAll(({ error }) => {
      const code = (error as NodeJS.ErrnoException).code
      return code === "ENOENT" || code === "ENOTDIR"
        ? Effect.succeed(Option.none<string>())
        : Effect.fail(unusable(String(code)))
    }),
    Effect.flatMap((text) =>
      Effect.transposeMapOption(text, (text) =>
        Effect.mapError(
          Schema.decode(OwnerKeyFile)(text),
          () => unusable("it is not what Callsheet writes.")
        ))
    )
  )
}

/** Whole or not at all, and readable by its owner alone. */
export const writeOwnerKey = (dataDir: string, key: OwnerKey): Effect.Effect<void, CannotDo> => {
  const file = keyFileOf(dataDir)
  return Effect.gen(function*() {
    const text = yield* Effect.orDie(Schema.encode(OwnerKeyFile)(key))
    yield* Effect.tryPromise({
      try: async () => {
        await mkdir(dirname(file), { recursive: true })
        const aside = `${file}.${process.pid}`
        await writeFile(aside, `${text}\n`, { mode: 0o600 })
        await rename(aside, file)
      },
      catch: (cause) =>
        new CannotDo({
          what: `The owner key cannot be stored in ${file}: ${String((cause as Error).message)}`,
          next: "Make the data folder writable, or name another one: CALLSHEET_DATA_DIR"
        })
    })
  })
}

export const ownerKey = (url: string, key: string, orgId: OrgId): OwnerKey => ({ url, key: Redacted.make(key), orgId })
