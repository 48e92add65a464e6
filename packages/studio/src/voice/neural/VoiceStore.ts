import { Data, Effect, Schema } from "effect"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { voiceCatalogue } from "./VoiceCatalogue.ts"

const Speaker = Schema.Struct({ name: Schema.String, language: Schema.String, number: Schema.Int })

/** What stands beside an installed voice's files. */
export const InstalledVoice = Schema.Struct({
  id: Schema.String,
  about: Schema.String,
  family: Schema.Literal("vits", "kokoro"),
  speakers: Schema.NonEmptyArray(Speaker),
  licence: Schema.String,
  source: Schema.String,
  /** Of the archive it came from. */
  sha256: Schema.String,
  /** The model's file, relative to the voice's folder. */
  model: Schema.String
})
export type InstalledVoice = typeof InstalledVoice.Type

const Manifest = Schema.parseJson(InstalledVoice)
const MANIFEST = "voice.json"

/** The folder of voices cannot be read or written. */
export class VoiceStoreFailed extends Data.TaggedError("VoiceStoreFailed")<{ readonly detail: string }> {
  override get message(): string {
    return `The folder of voices cannot be used: ${this.detail}.`
  }
  get remedy(): string {
    return "Make the data folder writable, free some space, or name another one: CALLSHEET_DATA_DIR"
  }
}

export const storing = <A>(work: () => Promise<A>): Effect.Effect<A, VoiceStoreFailed> =>
  Effect.tryPromise({
    try: work,
    catch: (error) => new VoiceStoreFailed({ detail: error instanceof Error ? error.message : String(error) })
  })

/** Where voices lie, below the data folder. Each has a folder of its own, which appears when it is complete. */
export const voicesFolder = (dataDir: string): string => join(dataDir, "voices")

const orderOf = (id: string): number => {
  const at = voiceCatalogue.findIndex((voice) => voice.id === id)
  return at === -1 ? voiceCatalogue.length : at
}

/** What is installed, the catalogue's preference first. A folder without a readable manifest is not a voice. */
export const installedVoices = (folder: string): Effect.Effect<ReadonlyArray<InstalledVoice>, VoiceStoreFailed> =>
  Effect.gen(function*() {
    if (!existsSync(folder)) return []
    const names = yield* storing(() => readdir(folder))
    const found = yield* Effect.forEach(
      names.filter((name) => existsSync(join(folder, name, MANIFEST))),
      (name) =>
        storing(() => readFile(join(folder, name, MANIFEST), "utf8")).pipe(
          Effect.flatMap((text) => Effect.option(Schema.decode(Manifest)(text)))
        )
    )
    return found
      .flatMap((voice) => (voice._tag === "Some" ? [voice.value] : []))
      .toSorted((a, b) => orderOf(a.id) - orderOf(b.id) || (a.id < b.id ? -1 : 1))
  })

/** Puts a complete folder in its place; a voice of the same id is replaced. */
export const putVoice = (
  folder: string,
  made: string,
  voice: InstalledVoice
): Effect.Effect<void, VoiceStoreFailed> =>
  Effect.gen(function*() {
    const text = yield* Effect.orDie(Schema.encode(Manifest)(voice))
    yield* storing(async () => {
      await writeFile(join(made, MANIFEST), text)
      await mkdir(folder, { recursive: true })
      const place = join(folder, voice.id)
      const old = `${place}.old-${process.pid}`
      if (existsSync(place)) await rename(place, old)
      await rename(made, place)
      await rm(old, { recursive: true, force: true })
    })
  })

/** False where there is none of this id. */
export const removeVoice = (folder: string, id: string): Effect.Effect<boolean, VoiceStoreFailed> =>
  Effect.gen(function*() {
    const voices = yield* installedVoices(folder)
    if (!voices.some((voice) => voice.id === id)) return false
    yield* storing(() => rm(join(folder, id), { recursive: true, force: true }))
    return true
  })
