import { ApiClient } from "@callsheet/client/Client"
import { NotReached } from "@callsheet/client/CliError"
import { remedyWords, waitText } from "@callsheet/client/terminal/ActionWords"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, here, painter, span } from "@callsheet/client/terminal/Render"
import type { Script } from "@callsheet/domain/asset/Script"
import { AssetId } from "@callsheet/domain/Ids"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Duration, Effect, Schema } from "effect"
import { openInBrowser } from "../OpenInBrowser.ts"
import { DurationText } from "../parser/DurationText.ts"
import { asking, common } from "../parser/Leaf.ts"
import { planOf } from "../parser/Resolve.ts"
import { preview } from "./preview.ts"

const assetArg = Args.text({ name: "asset" }).pipe(Args.withDescription("Id of an asset or of its plan."))
const isAssetId = Schema.is(AssetId)

const find = (text: string) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    return yield* client.asset.show({ id: isAssetId(text) ? text : yield* planOf(text) })
  })

const show = Command.make(
  "show",
  { asset: assetArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const found = yield* find(input.asset)
      const { asset } = found
      return answer(found, (look) =>
        facts([
          ["asset", asset.id],
          ["plan", asset.planId],
          ["status", asset.status],
          ["caption", asset.caption],
          ["digest", asset.digest ?? null],
          ["AI label", asset.aiLabel === null ? null : asset.aiLabel ? "yes" : "no"],
          ["made by", asset.provenance.map(({ engine, stage }) => `${stage}: ${engine}`).join(", ")],
          [
            "to know",
            asset.provenance.flatMap(({ engine, note, stage }) =>
              note === undefined ? [] : [`${stage}, ${engine}: ${note}`]
            )
              .join("\n") || null
          ],
          ["to improve", asset.provenance.flatMap(({ remarks }) => remarks ?? []).join(" ")],
          ["length", asset.facts === null ? null : span(asset.facts.durationMillis)],
          ["picture", asset.facts === null ? null : `${asset.facts.width}×${asset.facts.height}`],
          ["size", asset.video === null ? null : `${(asset.video.bytes / 1e6).toFixed(1)} MB`],
          ["SHA-256", asset.video?.sha256 ?? null],
          ["video", found.videoPath ?? found.videoUrl],
          ["publish id", asset.publishId],
          ["post id", asset.postId],
          ["failure", asset.failure === null ? null : `${asset.failure.message} (${remedyWords(asset.failure)})`],
          ["waits for", asset.waitingFor === null ? null : waitText(asset.waitingFor)],
          ["since", here(asset.since)]
        ], look))
    })
  )
).pipe(Command.withDescription("Shows what was made for a plan."))

const missing = (what: string, { planId, status }: { readonly planId: string; readonly status: string }) =>
  new NotReached({
    what: `There is no ${what} yet.`,
    next: `See what the plan waits for: callsheet plan show ${planId}`,
    state: status
  })

const scriptText = ({ caption, hashtags, lines }: Script, terminal: boolean) => {
  const words = lines.map(({ role, text }) => (terminal ? `${role.padEnd(5)} ${text}` : text))
  return terminal ? [...words, "", caption, hashtags.map((tag) => `#${tag}`).join(" ")].join("\n") : words.join("\n")
}

const script = Command.make(
  "script",
  { asset: assetArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const { asset, script } = yield* find(input.asset)
      if (script === null) return yield* missing("script", asset)
      return answer(script, (look) => scriptText(script, look.terminal))
    })
  )
).pipe(
  Command.withDescription("Prints the words of a video in a form that `plan add --script` reads.")
)

const open = Command.make(
  "open",
  {
    asset: assetArg,
    browser: Options.boolean("browser").pipe(Options.withDescription("Opens it as well.")),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const { asset, coverUrl, videoPath, videoUrl } = yield* find(input.asset)
      const place = videoPath ?? videoUrl
      if (place === null) return yield* missing("video", asset)
      if (input.browser) yield* openInBrowser(place)
      return answer({ videoPath, videoUrl, coverUrl }, (look) => look.terminal ? painter(look)("cyan", place) : place)
    })
  )
).pipe(Command.withDescription("Prints where the video is."))

const link = Command.make(
  "link",
  {
    asset: assetArg,
    for: Options.text("for").pipe(
      Options.withSchema(DurationText),
      Options.withDescription("How long the links work, such as 15m or 24h."),
      Options.withDefault(Duration.minutes(15))
    ),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = isAssetId(input.asset) ? input.asset : yield* planOf(input.asset)
      const links = yield* client.asset.link({ id, seconds: Math.round(Duration.toSeconds(input.for)) })
      return answer(links, (look) =>
        facts([
          ["video", links.video.url],
          ["cover", links.cover.url],
          ["work until", look.terminal ? here(links.expiresAt) : links.expiresAt]
        ], look))
    })
  )
).pipe(
  Command.withDescription(
    "Makes links that play the video without a key. Example: callsheet asset link ID --for 1h"
  )
)

export const asset = Command.make("asset").pipe(
  Command.withDescription("What is made for a plan: script, voice, video."),
  Command.withSubcommands([show, script, preview, open, link])
)
