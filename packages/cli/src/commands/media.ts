import { ApiClient, targetOf } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { sendFile } from "@callsheet/client/SendFile"
import { answer, Output } from "@callsheet/client/terminal/Output"
import { facts, here, span, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { MediaView } from "@callsheet/domain/api/calls/media"
import { Sha256 } from "@callsheet/domain/asset/Media"
import { MediaId } from "@callsheet/domain/Ids"
import { MediaKind, tooLarge } from "@callsheet/domain/library/LibraryMedia"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect, Option, Stream } from "effect"
import { createHash } from "node:crypto"
import { allTried } from "../parser/AllTried.ts"
import { asking, changing, common, field, keyed, orgOption, words } from "../parser/Leaf.ts"
import { orgOf } from "../parser/Resolve.ts"

const MIB = 1_048_576

const size = (bytes: number) => bytes < MIB ? `${Math.ceil(bytes / 1_024)} KiB` : `${(bytes / MIB).toFixed(1)} MiB`
const extent = ({ durationMillis, height, width }: MediaView) =>
  [width === null ? "" : `${width}×${height}`, durationMillis === null ? "" : span(durationMillis)].join(" ").trim()

const mediaTable = (media: ReadonlyArray<MediaView>, look: TerminalLook): string =>
  table(media, [
    { name: "id", of: ({ id }) => id },
    { name: "kind", of: ({ kind }) => kind },
    { name: "name", of: ({ name }) => name, flexible: true },
    { name: "extent", of: extent },
    { name: "size", of: ({ bytes }) => (look.terminal ? size(bytes) : String(bytes)) },
    { name: "tags", of: ({ tags }) => tags.join(", "), flexible: true },
    { name: "licence", of: ({ licence }) => licence ?? "" },
    { name: "used by", of: ({ usedBy }) => usedBy.join(", "), flexible: true }
  ], look)

const mediaFacts = (media: MediaView, look: TerminalLook): string =>
  facts([
    ["file", media.id],
    ["name", media.name],
    ["kind", `${media.kind}, ${media.form}`],
    ["extent", extent(media) === "" ? null : extent(media)],
    ["size", size(media.bytes)],
    ["SHA-256", media.sha256],
    ["tags", media.tags.length === 0 ? null : media.tags.join(", ")],
    ["text", media.text === "" ? null : media.text],
    ["licence", media.licence],
    ["author", media.author],
    ["source", media.source],
    ["used by", media.usedBy.length === 0 ? null : media.usedBy.join(", ")],
    ["brought by", `${media.by}, ${look.terminal ? here(media.createdAt) : media.createdAt}`]
  ], look)

const mediaArg = Args.text({ name: "file-id" }).pipe(Args.withSchema(MediaId))

/** What people say of a file. */
const said = {
  tag: Options.text("tag").pipe(
    Options.withDescription("Words it is found by, separated by commas."),
    Options.optional
  ),
  text: Options.text("text").pipe(
    Options.withDescription("What is to be seen or heard; scenes find it by these words."),
    Options.optional
  ),
  licence: Options.text("licence").pipe(Options.withDescription("On which terms it may be used."), Options.optional),
  author: Options.text("author").pipe(Options.withDescription("Who made it."), Options.optional),
  source: Options.text("source").pipe(Options.withDescription("Where it is from."), Options.optional)
}

const wordsOf = (
  input: { readonly [K in keyof typeof said]: Option.Option<string> }
) => ({
  ...Option.match(input.tag, { onNone: () => ({}), onSome: (tags) => ({ tags: words(tags) }) }),
  ...field("text", input.text),
  ...field("licence", input.licence),
  ...field("author", input.author),
  ...field("source", input.source)
})

/** A file that is too large is refused before it is read. */
const hashOf = (path: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const large = tooLarge(Number((yield* fs.stat(path)).size))
    if (large !== undefined) return yield* large
    const hash = createHash("sha256")
    let bytes = 0
    yield* Stream.runForEach(fs.stream(path, { chunkSize: MIB }), (piece) =>
      Effect.sync(() => {
        hash.update(piece)
        bytes += piece.length
      }))
    return { bytes, sha256: Sha256.make(hash.digest("hex")) }
  }).pipe(
    Effect.mapError((error) =>
      error._tag === "MediaRefused"
        ? error
        : new WrongUse({
          what: error._tag === "SystemError" && error.reason === "NotFound"
            ? `${path} is not there.`
            : `${path} cannot be read: ${error.message}`,
          next: "Name a file that is there."
        })
    )
  )

const add = Command.make(
  "add",
  {
    files: Args.file({ name: "file" }).pipe(Args.atLeast(1)),
    org: orgOption,
    logo: Options.boolean("logo").pipe(Options.withDescription("The picture is a logo, and never shown as a scene.")),
    ...said,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const output = yield* Output
      const path = yield* Path.Path
      const target = yield* targetOf(input.url)
      const orgId = yield* orgOf(input.org)
      const addOne = (file: string, index: number) =>
        Effect.gen(function*() {
          const { bytes, sha256 } = yield* hashOf(file)
          if (bytes === 0) return yield* new WrongUse({ what: `${file} is empty.`, next: "Name another file." })
          const { media, upload } = yield* client.media.create({
            orgId,
            name: path.basename(file),
            bytes,
            sha256,
            logo: input.logo,
            words: wordsOf(input),
            ...keyed(input.key, String(index))
          })
          if (upload === null) return media === null ? [] : [media]
          const told = (sent: number) =>
            bytes < 16 * MIB ? Effect.void : output.say(`${path.basename(file)}: ${Math.floor((sent * 100) / bytes)} %`)
          return [yield* sendFile(target, file, upload, told)]
        })
      // One of many that is not taken keeps none of the others out.
      const all = (yield* allTried(input.files, addOne, 1)).flat()
      return answer(all, (look) => mediaTable(all, look))
    })
  )
).pipe(
  Command.withDescription(
    "Uploads files to the org's library; one that was cut goes on where it stood. Example: callsheet media add crane.jpg --tag crane,bird --licence CC0"
  )
)

const list = Command.make(
  "list",
  {
    org: orgOption,
    kind: Options.choice("kind", MediaKind.literals).pipe(Options.withDescription("Only this kind."), Options.optional),
    tag: Options.text("tag").pipe(Options.withDescription("Only files with this tag."), Options.optional),
    text: Options.text("text").pipe(Options.withDescription("Only files that have these words."), Options.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const filter = { orgId, ...field("kind", input.kind), ...field("tag", input.tag), ...field("text", input.text) }
      const all: Array<MediaView> = []
      for (let after: { readonly after?: string } | null = {}; after !== null;) {
        const page: { readonly media: ReadonlyArray<MediaView>; readonly next: string | null } = yield* client.media
          .list({
            ...filter,
            ...after,
            limit: 500
          })
        all.push(...page.media)
        after = page.next === null ? null : { after: page.next }
      }
      return answer(all, (look) => mediaTable(all, look))
    })
  )
).pipe(Command.withDescription("Lists the files of the library, newest first."))

const show = Command.make(
  "show",
  { file: mediaArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const found = yield* client.media.show({ id: input.file })
      return answer(found, (look) => mediaFacts(found, look))
    })
  )
).pipe(Command.withDescription("Shows a file of the library and what uses it."))

const edit = Command.make(
  "edit",
  { file: mediaArg, ...said, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const words = wordsOf(input)
      if (Object.keys(words).length === 0) {
        return yield* new WrongUse({
          what: "Nothing was named to change.",
          next: "Name it, such as --tag crane; all of it: callsheet media edit --help"
        })
      }
      const found = yield* client.media.edit({ id: input.file, words, ...keyed(input.key) })
      return answer(found, (look) => mediaFacts(found, look))
    })
  )
).pipe(Command.withDescription("Changes what is said of a file. Example: callsheet media edit ID --tag crane"))

const remove = Command.make(
  "remove",
  { file: mediaArg, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const gone = yield* client.media.remove({ id: input.file, ...keyed(input.key) })
      return answer(gone, (look) => mediaTable([gone], look))
    })
  )
).pipe(Command.withDescription("Removes a file from the library, unless a plan or the brand needs it."))

export const media = Command.make("media").pipe(
  Command.withDescription("The org's library: pictures, clips, sound, fonts, logos."),
  Command.withSubcommands([add, list, show, edit, remove])
)
