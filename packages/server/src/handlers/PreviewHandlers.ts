import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex, type MediaRecord } from "@callsheet/database/library/LibraryIndex"
import { Presets } from "@callsheet/database/library/Presets"
import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid, Refused } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { parseScript } from "@callsheet/domain/asset/PlainScript"
import { scenesOf } from "@callsheet/domain/asset/Scenes"
import { Script } from "@callsheet/domain/asset/Script"
import { scriptUnder } from "@callsheet/domain/asset/UnderPreset"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import { Busy } from "@callsheet/domain/Envelope"
import { assetIdOf, type PlanId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { type DeskPicture, DeskPreview } from "@callsheet/domain/library/Desk"
import { drawnBrand, filesOf } from "@callsheet/domain/org/BrandKit"
import { SeriesPart } from "@callsheet/domain/org/Preset"
import { spokenUnder } from "@callsheet/domain/org/VoiceKit"
import { Plan } from "@callsheet/domain/plan/Plan"
import { NoSuchTake } from "@callsheet/domain/plan/PlanError"
import { lineOfTake, optionOf, scriptWithOption, takesOf } from "@callsheet/domain/plan/Takes"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Clock, Effect, Either, Option, Schema } from "effect"
import { makeMediaLinks } from "../auth/MediaLinks.ts"
import { ServerConfig } from "../Config.ts"
import { deskFault, StudioDesk } from "../library/StudioDesk.ts"
import { found, type Handlers, orBusy } from "./Commands.ts"

const LINK_MILLIS = 15 * 60_000
/** A preview that nobody looks at any more is drawn again when somebody does. */
const KEPT_MILLIS = 24 * 3_600_000
/** Beyond this many, the oldest go as soon as their links have ended, so that nobody fills the disk by looking. */
const MOST_KEPT = 400
const SWEEP_EACH_MILLIS = 10 * 60_000
/** Raised when the same words give other pictures. */
const VERSION = 2
const CANDIDATES = 40
/** What the drawing is made of; the answer lies beside the pictures. */
const RECORD = "preview.json"

const readSeries = Schema.decodeUnknownOption(Schema.Struct({ brief: Schema.Struct({ series: SeriesPart }) }))
const seriesIn = (asset: unknown) => Option.map(readSeries(asset), ({ brief }) => brief.series)

const Record = Schema.parseJson(DeskPreview)
const encodeScript = Schema.encodeSync(Script)

const wordsIn = (wish: string) =>
  [...new Set(wish.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2))].slice(0, 12)

/** What is to be looked at instead of the plan's own script. */
interface Wanted {
  readonly script?: string | undefined
  readonly take?: number | undefined
  readonly option?: number | undefined
}

/** Takes away what nobody looks at any more, at most every ten minutes. */
const makeSweep = (root: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    let sweptAt = 0

    return Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      if (now - sweptAt < SWEEP_EACH_MILLIS) return
      sweptAt = now
      const names = yield* fs.readDirectory(root).pipe(Effect.orElseSucceed(() => []))
      const folders = yield* Effect.forEach(names, (name) => {
        const folder = path.join(root, name)
        return Effect.map(fs.stat(folder), ({ mtime }) => ({
          folder,
          age: now - Option.getOrElse(mtime, () => new Date(now)).getTime()
        }))
      })
      const old = folders.toSorted((a, b) => a.age - b.age).filter(({ age }, place) =>
        age > (place < MOST_KEPT ? KEPT_MILLIS : LINK_MILLIS)
      )
      yield* Effect.forEach(old, ({ folder }) => fs.remove(folder, { recursive: true, force: true }), { discard: true })
    }).pipe(Effect.catchAll((error) => Effect.logWarning(`Old previews stay behind: ${error.message}`)))
  })

/** Cover, stills and a line's sound of a plan that nobody has rendered. */
export const makePreviewHandlers = Effect.gen(function*() {
  const desk = yield* StudioDesk
  const brands = yield* BrandKits
  const presets = yield* Presets
  const voices = yield* VoiceKits
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const store = yield* ActorStore
  const views = yield* Views
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { dataDir } = yield* ServerConfig
  const links = makeMediaLinks(yield* Vault)
  // The desk is another process with a folder of its own to stand in.
  const root = path.resolve(dataDir, "previews")
  const drawing = new Set<string>()
  const sweep = yield* makeSweep(root)

  const planOf = (id: string) =>
    Effect.flatMap(store.load(id), found("plan", id, "plan.list")).pipe(
      Effect.flatMap(({ state }) => Effect.orDie(Schema.decodeUnknown(Plan)(state)))
    )

  /** The words to draw, and where they are from. */
  const wordsOf = (orgId: string, plan: Plan, { option, script: given, take }: Wanted) =>
    Effect.gen(function*() {
      const { hashtags, id, language, notes, topic } = plan
      if (given !== undefined) {
        const read = parseScript(given, { language, hashtags })
        return Either.isRight(read)
          ? { from: "given" as const, script: read.right }
          : yield* invalid(read.left.faults.map(({ what, where }) => fault("script", `${where}: ${what}`)))
      }
      const asset = yield* views.asset(orgId, assetIdOf(id))
      const script = Option.isSome(asset) && asset.value.script !== null ? asset.value.script : plan.script
      if (take !== undefined) {
        const of = takesOf(plan).find(({ number }) => number === take)
        const chosen = of === undefined ? undefined : optionOf(of, option ?? 1)
        const other = of === undefined || chosen === undefined ? null : scriptWithOption(script, of, chosen)
        return other === null
          ? yield* new NoSuchTake({ id, number: take, option: option ?? 1, options: of?.options.length ?? 0 })
          : { from: "take" as const, script: other, line: of === undefined ? 0 : lineOfTake(of) ?? 0 }
      }
      if (script !== null) return { from: "script" as const, script }
      const answer = yield* desk.ask(orgId, {
        _tag: "write",
        brief: { topic, language, hashtags, seed: assetIdOf(id), ...(notes === undefined ? {} : { notes }) }
      })
      if (answer._tag === "written") return { from: "rules" as const, script: answer.script }
      if (answer._tag === "failed" && answer.tag !== "Defect") {
        return yield* new Refused({ what: answer.message, next: answer.remedy })
      }
      return yield* deskFault(answer)
    })

  const candidate = (line: number) => (media: MediaRecord) =>
    Effect.map(
      Effect.option(library.path(media)),
      Option.map((file): DeskPicture => {
        const { height, kind, name, sha256, tags, width, words } = media
        return {
          line,
          path: path.resolve(file),
          sha256,
          kind: kind === "clip" ? "clip" : "image",
          width,
          height,
          name,
          tags,
          words
        }
      })
    )

  /** For each line that shows a picture, what the library may have for it; the desk chooses. */
  const picturesFor = (orgId: string, script: Script) =>
    Effect.map(
      Effect.forEach(scenesOf(script).entries(), ([line, { shows }]) => {
        if (shows.kind !== "picture") return Effect.succeed([])
        const { file, wish } = shows
        const rows = file === undefined
          ? index.list(orgId, { kinds: ["image", "clip"], any: wordsIn(wish ?? ""), limit: CANDIDATES })
          : /^[0-9a-f]{64}$/.test(file)
          ? Effect.map(index.byHash(orgId, file), Option.toArray)
          : Effect.map(
            index.list(orgId, { kinds: ["image", "clip"], all: [file], limit: CANDIDATES }),
            (rows) => rows.filter(({ name }) => name === file || name.replace(/\.\w+$/, "") === file)
          )
        return Effect.flatMap(rows, (found) =>
          Effect.map(Effect.forEach(found, candidate(line)), (all) => all.flatMap(Option.toArray)))
      }),
      (all) =>
        all.flat()
    )

  /** The brand as it stands; a file that is not there is left out, as in a render. */
  const brandFor = (orgId: string) =>
    Effect.gen(function*() {
      const kept = yield* brands.find(orgId)
      if (Option.isNone(kept)) return null
      const { kit } = kept.value
      const files = yield* Effect.forEach(filesOf(kit), (id) =>
        Effect.gen(function*() {
          const media = yield* index.find(orgId, id)
          const file = Option.isNone(media) ? Option.none() : yield* Effect.option(library.path(media.value))
          return Option.isNone(media) || Option.isNone(file)
            ? []
            : [[id, { ...media.value, path: path.resolve(file.value) }] as const]
        }))
      return drawnBrand(kit, new Map(files.flat()))
    })

  const draw = (
    ask: { readonly script: Script; readonly handle: string | null; readonly speak: number },
    orgId: string
  ) =>
    Effect.gen(function*() {
      const pictures = yield* picturesFor(orgId, ask.script)
      const brand = yield* brandFor(orgId)
      const handle = brand?.handle ?? ask.handle
      const key = sha256Hex(canonicalJson({
        version: VERSION,
        ...ask,
        handle,
        script: encodeScript(ask.script),
        brand,
        pictures: pictures.map(({ line, sha256 }) => [line, sha256])
      }))
      const folder = path.join(root, key)
      const record = path.join(folder, RECORD)
      const kept = yield* fs.readFileString(record).pipe(Effect.flatMap(Schema.decode(Record)), Effect.option)
      if (Option.isSome(kept)) return { key, preview: kept.value }
      if (drawing.has(orgId)) {
        return yield* new Busy({ what: "A second preview of this org at once", retryAfterMillis: 1_000 })
      }
      drawing.add(orgId)
      const answer = yield* Effect.ensuring(
        desk.ask(orgId, { _tag: "preview", ...ask, handle, brand, pictures, folder }),
        Effect.sync(() => drawing.delete(orgId))
      )
      if (answer._tag === "failed" && answer.tag !== "Defect") {
        return yield* new Refused({ what: answer.message, next: answer.remedy })
      }
      if (answer._tag !== "previewed") return yield* deskFault(answer)
      const written = yield* Effect.orDie(Schema.encode(Record)(answer.preview))
      yield* Effect.ignoreLogged(fs.writeFileString(record, written))
      return { key, preview: answer.preview }
    })

  /** The words as they will be made: under the plan's preset, in their place in its series, in the org's voice. */
  const dressed = ({ id, orgId, preset }: Plan, script: Script) =>
    Effect.gen(function*() {
      const kit = Option.match(yield* voices.find(orgId), { onNone: () => ({}), onSome: (kept) => kept.kit })
      if (preset === undefined) return spokenUnder(script, kit)
      const kept = yield* presets.version(orgId, preset.id, preset.version)
      const stored = yield* store.load(assetIdOf(id))
      const series = Option.flatMap(stored, ({ state }) => seriesIn(state))
      const made = scriptUnder(script, Option.getOrElse(kept, () => ({})), Option.getOrUndefined(series))
      return spokenUnder(made, kit)
    })

  const handlers: Handlers<"plan.preview"> = {
    "plan.preview": ({ id, ...wanted }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        if (!(yield* views.ownsPlan(orgId, id))) return yield* found("plan", id, "plan.list")(Option.none())
        yield* sweep
        const plan = yield* planOf(id satisfies PlanId)
        if (wanted.take !== undefined && wanted.script !== undefined) {
          return yield* invalid([fault("take", "leave it out where you give a script: one of them is drawn")])
        }
        const words = yield* wordsOf(orgId, plan, wanted)
        const { from, script } = words
        const line = wanted.line ?? ("line" in words ? words.line : 0)
        if (line >= script.lines.length) {
          return yield* invalid([fault("line", `the script has ${script.lines.length} lines, counted from 0`)])
        }
        const account = yield* views.account(orgId, plan.accountId)
        const handle = Option.match(account, { onNone: () => null, onSome: ({ username }) => username })
        const { key, preview } = yield* draw(
          {
            script: yield* dressed(plan, script),
            handle: handle === null || handle === "" ? null : `@${handle}`,
            speak: line
          },
          orgId
        )
        const until = (yield* Clock.currentTimeMillis) + LINK_MILLIS
        const linked = (file: string) => links.sign(`/media/preview/${key}/${file}`, until)
        return {
          from,
          script,
          look: preview.look,
          durationMillis: preview.millis,
          cover: linked(preview.cover),
          stills: preview.stills.map(({ atMillis, file, line }) => ({ path: linked(file), line, atMillis })),
          sound: preview.sound === null ? null : {
            path: linked(preview.sound.file),
            engine: preview.sound.engine,
            durationMillis: preview.sound.durationMillis
          },
          expiresAt: iso(until)
        }
      }).pipe(orBusy(`the preview of plan ${id}`))
  }
  return handlers
})
