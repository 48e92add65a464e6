import { Schema } from "effect"
import { AssetView } from "../../asset/AssetView.ts"
import { Script } from "../../asset/Script.ts"
import { AssetId, PlanId } from "../../Ids.ts"
import { noun, read } from "../Call.ts"
import { field } from "../Fields.ts"
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

export const assetCalls = noun(
  "Assets: the script, voice, video and cover that are made for a plan.",
  read("asset.show", {
    roles: everyone,
    summary: "Show the script, video and cover of a plan",
    payload: { id: field(Schema.Union(AssetId, PlanId), "The asset, or the plan it is made for.") },
    success: AssetAnswer
  })
)
