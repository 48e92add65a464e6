import { ApiClient, targetOf } from "@callsheet/client/Client"
import { CannotDo, WrongUse } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, span } from "@callsheet/client/terminal/Render"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Path from "@effect/platform/Path"
import { Effect, Option } from "effect"
import { asking, common, field, planArg } from "../parser/Leaf.ts"
import { planOf, readWords } from "../parser/Resolve.ts"

const given = (file: Option.Option<string>) =>
  Option.match(file, {
    onNone: () => Effect.succeed({}),
    onSome: (path) => Effect.map(readWords(path), (script) => ({ script }))
  })

/** The file at an address of the server, into the folder. */
const fetched = (url: string, folder: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const http = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
    const bytes = yield* Effect.flatMap(http.get(url), (response) => response.arrayBuffer)
    const file = path.join(folder, path.basename(new URL(url).pathname))
    yield* fs.makeDirectory(folder, { recursive: true })
    yield* fs.writeFile(file, new Uint8Array(bytes))
    return file
  }).pipe(
    Effect.mapError((error) =>
      new CannotDo({
        what: `The preview could not be saved: ${error.message}`,
        next: "Name a folder you may write to."
      })
    )
  )

const drawnOf = {
  script: "the plan's script",
  given: "the script you gave",
  rules: "a draft of the notes, written by rules",
  take: "the script with this option"
}

export const preview = Command.make(
  "preview",
  {
    plan: planArg,
    line: Args.integer({ name: "line" }).pipe(
      Args.withDescription("Which line to hear, counted from 1; else the first, or the one a take is about."),
      Args.optional
    ),
    take: Options.integer("take").pipe(
      Options.withDescription("Shows the script with an option of this take; nothing is chosen."),
      Options.optional
    ),
    option: Options.integer("option").pipe(
      Options.withDescription("Which option of the take; 0 is the old one. Else the first new one."),
      Options.optional
    ),
    script: Options.text("script").pipe(
      Options.withDescription("File with another script to look at, - for standard input; it is not kept."),
      Options.optional
    ),
    out: Options.text("out").pipe(Options.withDescription("Save pictures and sound in this folder."), Options.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      if (Option.isSome(input.option) && Option.isNone(input.take)) {
        return yield* new WrongUse({
          what: "--option names one of a take, and no take is named.",
          next: `Name it, such as --take 1; see them: callsheet plan take list ${input.plan}`
        })
      }
      const { url } = yield* targetOf(input.url)
      const seen = yield* client.plan.preview({
        id: yield* planOf(input.plan),
        ...field("line", Option.map(input.line, (line) => line - 1)),
        ...field("take", input.take),
        ...field("option", input.option),
        ...(yield* given(input.script))
      })
      const { cover, sound, stills } = seen
      const addresses = [cover, ...stills.map(({ path }) => path), ...(sound === null ? [] : [sound.path])].map(
        (path) => `${url}${path}`
      )
      const files = Option.isNone(input.out)
        ? addresses
        : yield* Effect.forEach(addresses, (address) => fetched(address, Option.getOrThrow(input.out)))
      return answer({ ...seen, files }, (look) =>
        facts([
          ["drawn of", drawnOf[seen.from]],
          ["look", seen.look],
          ["length", span(seen.durationMillis)],
          ["spoken by", sound?.engine ?? null],
          ...files.map((file, at) =>
            [at === 0 ? "cover" : file.includes(".wav") ? "sound" : `still ${at}`, file] as const
          )
        ], look))
    })
  )
).pipe(
  Command.withDescription(
    "Shows cover, stills and the sound of a line before anything is rendered. Example: callsheet plan preview PLAN --out . (--take 1 --option 2 shows a take)"
  )
)
