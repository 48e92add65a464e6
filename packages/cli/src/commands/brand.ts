import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, here, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { BrandView } from "@callsheet/domain/api/calls/org"
import { MediaId } from "@callsheet/domain/Ids"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { asking, changing, common, field, keyed, orgOption } from "../parser/Leaf.ts"
import { orgOf } from "../parser/Resolve.ts"

const brandFacts = ({ at, by, kit, version }: BrandView, look: TerminalLook): string =>
  facts([
    ["version", String(version)],
    ["ground", kit.ground ?? null],
    ["ink", kit.ink ?? null],
    ["accent", kit.accent ?? null],
    ["logo", kit.logo ?? null],
    ["display font", kit.displayFont ?? null],
    ["text font", kit.textFont ?? null],
    ["outro", kit.outro ?? null],
    ["handle", kit.handle === undefined ? null : `@${kit.handle}`],
    ["set by", by === null || at === null ? null : `${by}, ${look.terminal ? here(at) : at}`]
  ], look)

const show = Command.make(
  "show",
  {
    org: orgOption,
    version: Options.integer("version").pipe(Options.withDescription("An earlier version."), Options.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const brand = yield* client.org.brand({ id: yield* orgOf(input.org), ...field("version", input.version) })
      return answer(brand, (look) => brandFacts(brand, look))
    })
  )
).pipe(Command.withDescription("Shows the colours, fonts, logo, outro and handle of the org's videos."))

const text = (name: string, meaning: string) =>
  Options.text(name).pipe(Options.withDescription(meaning), Options.optional)
const file = (name: string, meaning: string) =>
  Options.text(name).pipe(Options.withSchema(MediaId), Options.withDescription(meaning), Options.optional)

const set = Command.make(
  "set",
  {
    org: orgOption,
    ground: text("ground", "Colour behind everything, such as #101828."),
    ink: text("ink", "Colour of text."),
    accent: text("accent", "Colour of what is marked."),
    logo: file("logo", "Id of a logo in the library."),
    displayFont: file("display-font", "Id of a font in the library, for large words."),
    textFont: file("text-font", "Id of a font in the library, for captions."),
    outro: text("outro", "The words a video ends with."),
    handle: text("handle", "Shown with the call to action, without @."),
    clear: Options.boolean("clear").pipe(
      Options.withDescription("Begin with an empty kit instead of the one that stands.")
    ),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* orgOf(input.org)
      const { kit, version } = yield* client.org.brand({ id })
      const given = {
        ...field("ground", input.ground),
        ...field("ink", input.ink),
        ...field("accent", input.accent),
        ...field("logo", input.logo),
        ...field("displayFont", input.displayFont),
        ...field("textFont", input.textFont),
        ...field("outro", input.outro),
        ...field("handle", Option.map(input.handle, (handle) => handle.replace(/^@/, "")))
      }
      const brand = yield* client.org.setBrand({
        id,
        kit: input.clear ? given : { ...kit, ...given },
        version,
        ...keyed(input.key)
      })
      return answer(brand, (look) => brandFacts(brand, look))
    })
  )
).pipe(
  Command.withDescription(
    "Sets the brand kit of the videos that are rendered from now on. Example: callsheet brand set --ground '#101828' --outro 'Made in Graz'"
  )
)

export const brand = Command.make("brand").pipe(
  Command.withDescription("The org's brand kit: colours, fonts, logo, outro, handle."),
  Command.withSubcommands([show, set])
)
