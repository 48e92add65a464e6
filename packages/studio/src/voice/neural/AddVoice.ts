import { Data, Effect } from "effect"
import { createReadStream, existsSync } from "node:fs"
import { mkdir, open, readdir, rm } from "node:fs/promises"
import { basename, join, relative } from "node:path"
import { pipeline } from "node:stream/promises"
import { x as extract } from "tar"
import bunzip2 from "unbzip2-stream"
import { type CatalogueVoice, voiceCatalogue } from "./VoiceCatalogue.ts"
import { download, sha256Of } from "./VoiceDownload.ts"
import { type InstalledVoice, putVoice, storing } from "./VoiceStore.ts"

/** A file or a name that no voice can be made of. */
export class VoiceUnusable extends Data.TaggedError("VoiceUnusable")<{
  readonly what: string
  readonly detail: string
  readonly remedy: string
}> {
  override get message(): string {
    return `No voice can be added from ${this.what}: ${this.detail}.`
  }
}

/** Unpacked; the largest catalogued voice has 200 MB. */
const MOST_BYTES = 2_000_000_000
const MOST_FILES = 5_000

const isBzip2 = async (file: string): Promise<boolean> => {
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(3), 0, 3, 0)
    return buffer.toString("latin1") === "BZh"
  } finally {
    await handle.close()
  }
}

/** Unpacks plain files and folders, and nothing outside `folder`. */
const unpack = (file: string, folder: string): Effect.Effect<void, VoiceUnusable> =>
  Effect.tryPromise({
    try: async () => {
      await mkdir(folder, { recursive: true })
      let bytes = 0
      let files = 0
      let tooMuch = false
      const sink = extract({
        cwd: folder,
        strict: true,
        filter: (_, entry) => {
          if (!("type" in entry) || (entry.type !== "File" && entry.type !== "Directory")) return false
          bytes += entry.size
          files += 1
          // An error thrown in here would end the process. The rest is read and not stored.
          tooMuch ||= bytes > MOST_BYTES || files > MOST_FILES
          return !tooMuch
        }
      })
      const source = createReadStream(file)
      await (await isBzip2(file) ? pipeline(source, bunzip2(), sink) : pipeline(source, sink))
      if (tooMuch) throw new Error("it unpacks to more than a voice has")
    },
    catch: (error) =>
      new VoiceUnusable({
        what: file,
        detail: `it cannot be unpacked (${error instanceof Error ? error.message : String(error)})`,
        remedy: "Give a .tar.bz2 or .tar.gz archive of a sherpa-onnx voice; its release page lists them: tts-models."
      })
  })

/** The folder in which the model lies: archives have one folder at their top. */
const contentOf = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const [only] = entries
  return entries.length === 1 && only?.isDirectory() === true ? join(folder, only.name) : folder
}

interface Described {
  readonly id: string
  readonly about: string
  readonly speakers: InstalledVoice["speakers"]
  readonly licence: string
  readonly source: string
  readonly sha256: string
}

/** Moves an unpacked archive to its place if it holds what the engine needs. */
const install = (voices: string, unpacked: string, archive: string, described: Described) =>
  Effect.gen(function*() {
    const content = yield* storing(() => contentOf(unpacked))
    const files = yield* storing(() => readdir(content))
    const model = files.find((name) => name.endsWith(".onnx"))
    if (model === undefined || !files.includes("tokens.txt")) {
      return yield* new VoiceUnusable({
        what: archive,
        detail: "it has no model (.onnx) with a tokens.txt beside it",
        remedy: "Give an archive of a sherpa-onnx voice: VITS, Piper or Kokoro."
      })
    }
    const voice: InstalledVoice = {
      ...described,
      family: files.includes("voices.bin") ? "kokoro" : "vits",
      model: relative(content, join(content, model))
    }
    yield* putVoice(voices, content, voice)
    return voice
  })

const catalogued = ({ about, id, licence, sha256, source, speakers }: CatalogueVoice): Described => ({
  about,
  id,
  licence,
  sha256,
  source,
  speakers
})

/** A folder for what is not complete yet; it is gone when the work is, whichever way that ended. */
const withRoom = <A, E, R>(voices: string, work: (room: string) => Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.map(
      storing(() => mkdir(join(voices, `.adding-${process.pid}`), { recursive: true })),
      () => join(voices, `.adding-${process.pid}`)
    ),
    work,
    (room) => Effect.promise(() => rm(room, { recursive: true, force: true }))
  )

/** Downloads a catalogued voice and installs it. An interrupted download goes on when the command is given again. */
export const addFromCatalogue = (
  voices: string,
  voice: CatalogueVoice,
  onProgress: (bytes: number) => Effect.Effect<void>
) =>
  Effect.gen(function*() {
    const archive = join(voices, ".downloads", basename(new URL(voice.url).pathname))
    yield* download(voice, archive, onProgress)
    const installed = yield* withRoom(voices, (room) =>
      Effect.zipRight(
        unpack(archive, join(room, "unpacked")),
        install(voices, join(room, "unpacked"), archive, catalogued(voice))
      ))
    yield* storing(() => rm(archive, { force: true }))
    return installed
  })

/** Installs a voice from an archive on this machine. One that the catalogue knows by its digest needs no description. */
export const addFromFile = (
  voices: string,
  file: string,
  given: { readonly id: string; readonly language: string | null; readonly licence: string | null }
) =>
  Effect.gen(function*() {
    if (!existsSync(file)) {
      return yield* new VoiceUnusable({
        what: file,
        detail: "there is no such file, and the catalogue has no such voice",
        remedy: `Name one of ${voiceCatalogue.map(({ id }) => id).join(", ")}, or the path of an archive.`
      })
    }
    const sha256 = yield* sha256Of(file)
    const known = voiceCatalogue.find((voice) => voice.sha256 === sha256)
    if (known === undefined && given.language === null) {
      return yield* new VoiceUnusable({
        what: file,
        detail: "the catalogue does not know it, so its language is unknown",
        remedy: "Name the language: callsheet voice add FILE --language de"
      })
    }
    const described: Described = known === undefined
      ? {
        id: given.id,
        about: `from ${basename(file)}`,
        speakers: [{ name: given.id, language: given.language ?? "und", number: 0 }],
        licence: given.licence ?? "not stated",
        source: basename(file),
        sha256
      }
      : catalogued(known)
    return yield* withRoom(voices, (room) =>
      Effect.zipRight(
        unpack(file, join(room, "unpacked")),
        install(voices, join(room, "unpacked"), file, described)
      ))
  })
