import { Schema } from "effect"
import { AssetView } from "../../asset/AssetView.ts"
import { Sha256 } from "../../asset/Media.ts"
import { Script } from "../../asset/Script.ts"
import { AssetId, PlanId } from "../../Ids.ts"
import { noun, read } from "../Call.ts"
import { field, IsoInstant, optional } from "../Fields.ts"
import { everyone } from "../Role.ts"

const AssetAnswer = Schema.Struct({
  asset: field(AssetView, "The asset and where its production stands."),
  script: field(Schema.NullOr(Script), "The words of the video; null until they are written."),
  videoUrl: field(
    Schema.NullOr(Schema.String),
    "Where to download the video with your API key; null until it is rendered."
  ),
  coverUrl: field(
    Schema.NullOr(Schema.String),
    "Where to download the cover with your API key; null until it is rendered."
  ),
  videoPath: field(
    Schema.NullOr(Schema.String),
    "The file on the server's own disk; null until it is rendered. Useful only on the same machine."
  )
}).annotations({ identifier: "AssetAnswer" })

export const LinkedFile = Schema.Struct({
  path: field(Schema.String, "The address on this server, for pages that come from it."),
  url: field(Schema.String, "The same address as it is reached from elsewhere."),
  contentType: field(Schema.String, "What the file is."),
  bytes: field(Schema.Number, "How large it is."),
  sha256: field(Sha256, "The SHA-256 of its bytes. The link opens this file only.")
}).annotations({ identifier: "LinkedFile" })
export type LinkedFile = typeof LinkedFile.Type

export const AssetLinks = Schema.Struct({
  video: field(LinkedFile, "The video."),
  cover: field(LinkedFile, "The cover."),
  expiresAt: field(IsoInstant, "When the links stop working.")
}).annotations({ identifier: "AssetLinks" })
export type AssetLinks = typeof AssetLinks.Type

/** How long a link works, in seconds: from half a minute to a day. */
const LinkSeconds = Schema.Int.pipe(Schema.between(30, 86_400))

export const assetCalls = noun(
  "Assets: the script, voice, video and cover that are made for a plan.",
  read("asset.show", {
    roles: everyone,
    summary: "Show the script, video and cover of a plan",
    payload: { id: field(Schema.Union(AssetId, PlanId), "The asset, or the plan it is made for.") },
    success: AssetAnswer
  }),
  read("asset.link", {
    roles: everyone,
    summary: "Make links that play the video and show its cover",
    description:
      "Anyone with the link can open it without a key, until it expires. Nothing else ends it, so keep it short.",
    payload: {
      id: field(Schema.Union(AssetId, PlanId), "The asset, or the plan it is made for."),
      seconds: optional(LinkSeconds, "How long the links work, from 30 seconds to a day. Defaults to 15 minutes.")
    },
    success: AssetLinks
  })
)
