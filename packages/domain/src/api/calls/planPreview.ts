import { Schema } from "effect"
import { Script } from "../../asset/Script.ts"
import { field, IsoInstant } from "../Fields.ts"

const PreviewPicture = Schema.Struct({
  path: field(Schema.String, "An address on this server that shows it for 15 minutes, without a key."),
  line: field(Schema.Number, "Which line of the script it shows, counted from 0."),
  atMillis: field(Schema.Number, "Where in the video it is, by the time its lines take to be read.")
})

export const PlanPreview = Schema.Struct({
  from: field(
    Schema.Literal("script", "given", "rules", "take"),
    "What was drawn: the plan's script, the one you gave, a draft that the rules wrote of its notes, or the script with an option of a take."
  ),
  script: field(Script, "The words that were drawn."),
  look: field(Schema.String, "The look its content chose."),
  durationMillis: field(Schema.Number, "How long the video would be, about."),
  cover: field(Schema.String, "An address on this server that shows the cover for 15 minutes, without a key."),
  stills: field(Schema.Array(PreviewPicture), "Up to six pictures, in the order of the video."),
  sound: field(
    Schema.NullOr(Schema.Struct({
      path: field(Schema.String, "An address on this server that plays the line for 15 minutes, without a key."),
      engine: field(Schema.String, "Who speaks it here. A voice that is bought speaks in the video only."),
      durationMillis: field(Schema.Number, "How long it lasts.")
    })),
    "The sound of the line; null where nobody on this machine speaks its language."
  ),
  expiresAt: field(IsoInstant, "When the addresses stop working.")
}).annotations({ identifier: "PlanPreview" })
export type PlanPreview = typeof PlanPreview.Type
