import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, here, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { PresetView } from "@callsheet/domain/api/calls/preset"
import { CaptionStyle, LookName, Mood } from "@callsheet/domain/asset/Script"
import type { OrgId } from "@callsheet/domain/Ids"
import { NO_PRESET, type Preset } from "@callsheet/domain/org/Preset"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { accountArg, asking, changing, common, field, keyed, orgOption, words } from "../parser/Leaf.ts"
import { accountNames, accountOf, orgOf, readWords } from "../parser/Resolve.ts"

const nameArg = Args.text({ name: "name" }).pipe(Args.withDescription("The name of the preset."))

const seriesText = ({ series }: Preset): string | null =>
  series === undefined ? null : `${series.title}${series.parts === undefined ? "" : `, ${series.parts} parts`}`

const voiceText = ({ voice = {} }: Preset): string | null => {
  const { pauseMillis, speed, voice: speaker } = voice
  const parts = [
    ...(speaker === undefined ? [] : [speaker]),
    ...(speed === undefined ? [] : [`speed ${speed}`]),
    ...(pauseMillis === undefined ? [] : [`pauses of ${pauseMillis} ms`])
  ]
  return parts.length === 0 ? null : parts.join(", ")
}

const presetFacts = (
  { accounts, at, by, name, preset, version }: PresetView,
  accountNames: ReadonlyMap<string, string>,
  look: TerminalLook
): string =>
  facts([
    ["preset", name],
    ["version", String(version)],
    ["brand voice", preset.brandVoice ?? null],
    ["examples", preset.examples === undefined ? null : preset.examples.join("\n")],
    ["series", seriesText(preset)],
    ["look", preset.look ?? null],
    ["captions", preset.captions ?? null],
    ["mood", preset.mood ?? null],
    ["music", preset.music ?? null],
    ["voice", voiceText(preset)],
    ["language", preset.language ?? null],
    ["hashtags", preset.hashtags === undefined ? null : preset.hashtags.map((tag) => `#${tag}`).join(" ")],
    ["default of", accounts.length === 0 ? null : accounts.map((id) => accountNames.get(id) ?? id).join(", ")],
    ["set by", `${by}, ${look.terminal ? here(at) : at}`]
  ], look)

const shown = (preset: PresetView, orgId: OrgId) =>
  Effect.map(
    preset.accounts.length === 0 ? Effect.succeed(new Map<string, string>()) : accountNames(Option.some(orgId)),
    (names) => answer(preset, (look) => presetFacts(preset, names, look))
  )

const list = Command.make(
  "list",
  { org: orgOption, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const presets = yield* client.preset.list({ orgId: yield* orgOf(input.org) })
      const names = presets.some(({ accounts }) => accounts.length > 0)
        ? yield* accountNames(input.org)
        : new Map<string, string>()
      return answer(presets, (look) =>
        table(presets, [
          { name: "preset", of: ({ name }) => name },
          { name: "version", of: ({ version }) => String(version) },
          { name: "series", of: ({ preset }) => seriesText(preset), flexible: true },
          { name: "look", of: ({ preset }) => preset.look ?? null },
          { name: "voice", of: ({ preset }) => voiceText(preset), flexible: true },
          { name: "language", of: ({ preset }) => preset.language ?? null },
          {
            name: "default of",
            of: ({ accounts }) => accounts.length === 0 ? null : accounts.map((id) => names.get(id) ?? id).join(" "),
            flexible: true
          }
        ], look))
    })
  )
).pipe(Command.withDescription("Lists the presets of an org."))

const show = Command.make(
  "show",
  {
    name: nameArg,
    org: orgOption,
    version: Options.integer("version").pipe(Options.withDescription("An earlier version."), Options.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      return yield* shown(
        yield* client.preset.show({ orgId, name: input.name, ...field("version", input.version) }),
        orgId
      )
    })
  )
).pipe(Command.withDescription("Shows a preset. Example: callsheet preset show bakery"))

const text = (name: string, meaning: string) =>
  Options.text(name).pipe(Options.withDescription(meaning), Options.optional)

const put = Command.make(
  "put",
  {
    name: nameArg,
    org: orgOption,
    brandVoice: text("brand-voice", "File with how the brand speaks, - for standard input."),
    examples: Options.text("example").pipe(
      Options.withDescription("File with a text in that voice; up to six times."),
      Options.repeated
    ),
    series: text("series", "What the parts of a series have in common."),
    parts: Options.integer("parts").pipe(
      Options.withDescription("How many parts the series will have."),
      Options.optional
    ),
    look: Options.choice("look", LookName.literals).pipe(Options.optional),
    captions: Options.choice("captions", CaptionStyle.literals).pipe(Options.optional),
    mood: Options.choice("mood", Mood.literals).pipe(
      Options.withDescription("What the music feels like."),
      Options.optional
    ),
    music: text("music", "Music of the org's library, by name or hash, in place of music made here."),
    voice: text("voice", "Who speaks: thorsten, kokoro:af_heart, endpoint:NAME or plain."),
    speed: Options.float("speed").pipe(
      Options.withDescription("How fast, from 0.5 to 2; 1 is the voice's own pace."),
      Options.optional
    ),
    pause: Options.float("pause").pipe(
      Options.withDescription("Seconds of silence after each line, up to 3."),
      Options.optional
    ),
    language: text("language", "BCP 47 tag such as en or de-AT."),
    hashtags: text("hashtags", "Comma-separated words."),
    clear: Options.boolean("clear").pipe(
      Options.withDescription("Begin with an empty preset instead of the one that stands.")
    ),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const standing = (yield* client.preset.list({ orgId })).find(({ name }) =>
        name.toLowerCase() === input.name.toLowerCase()
      )
      const before: Preset = input.clear ? {} : standing?.preset ?? {}
      if (Option.isSome(input.parts) && Option.isNone(input.series) && before.series === undefined) {
        return yield* new WrongUse({
          what: "--parts belongs to a series.",
          next: "Name it: --series TITLE --parts 7"
        })
      }
      const title = Option.getOrUndefined(input.series) ?? before.series?.title
      const voice = {
        ...before.voice,
        ...field("voice", input.voice),
        ...field("speed", input.speed),
        ...field("pauseMillis", Option.map(input.pause, (seconds) => Math.round(seconds * 1000)))
      }
      const examples = yield* Effect.forEach(input.examples, readWords)
      const preset: Preset = {
        ...before,
        ...(Option.isNone(input.brandVoice) ? {} : { brandVoice: (yield* readWords(input.brandVoice.value)).trim() }),
        ...(examples.length === 0 ? {} : { examples: examples.map((example) => example.trim()) }),
        ...(title === undefined ? {} : {
          series: {
            title,
            ...(before.series?.parts === undefined ? {} : { parts: before.series.parts }),
            ...field("parts", input.parts)
          }
        }),
        ...field("look", input.look),
        ...field("captions", input.captions),
        ...field("mood", input.mood),
        ...field("music", input.music),
        ...(Object.keys(voice).length === 0 ? {} : { voice }),
        ...field("language", input.language),
        ...field("hashtags", Option.map(input.hashtags, words))
      }
      return yield* shown(
        yield* client.preset.put({
          orgId,
          name: standing?.name ?? input.name,
          preset,
          version: standing?.version ?? 0,
          ...keyed(input.key)
        }),
        orgId
      )
    })
  )
).pipe(
  Command.withDescription(
    "Makes a preset, or a new version of it: what you leave out stays. Example: callsheet preset put bakery --series 'Bread basics' --parts 7 --look cards --voice thorsten"
  )
)

const assign = Command.make(
  "default",
  {
    account: accountArg,
    name: Args.text({ name: "name" }).pipe(
      Args.withDescription("The preset that new plans of the account get; `none` takes it away.")
    ),
    org: orgOption,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const accountId = yield* accountOf(input.account, Option.some(orgId))
      const assigned = yield* client.preset.assign({
        orgId,
        accountId,
        name: input.name.toLowerCase() === NO_PRESET ? null : input.name,
        ...keyed(input.key)
      })
      return answer(assigned, (look) => facts([["account", assigned.accountId], ["preset", assigned.preset]], look))
    })
  )
).pipe(
  Command.withDescription(
    "Makes a preset the default of an account: new plans that name none get it. Example: callsheet preset default @studio bakery"
  )
)

const remove = Command.make(
  "remove",
  { name: nameArg, org: orgOption, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const removed = yield* client.preset.remove({ orgId, name: input.name, ...keyed(input.key) })
      return answer(removed, () => `${removed.name} is removed. Plans that have it keep their version of it.`)
    })
  )
).pipe(Command.withDescription("Removes a preset. Plans that have it keep their version of it."))

export const preset = Command.make("preset").pipe(
  Command.withDescription("What an org decides once for many plans: brand voice, series, look, voice, hashtags."),
  Command.withSubcommands([list, show, put, assign, remove])
)
