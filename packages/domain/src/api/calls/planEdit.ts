import { Schema } from "effect"
import { LineRole } from "../../asset/Script.ts"
import { LibraryRecording, Shows } from "../../asset/Shows.ts"
import { CAPTION_LIMIT } from "../../Caption.ts"
import { PlanId } from "../../Ids.ts"
import { PresetName } from "../../org/Preset.ts"
import { Delivery } from "../../plan/Plan.ts"
import { SettingsChange } from "../../plan/PlanCommand.ts"
import { PlanView } from "../../plan/PlanView.ts"
import { Hashtags, Language, line, list, name, Notes, ScriptText, text, Topic } from "../../Text.ts"
import { change, noun } from "../Call.ts"
import { field, optional } from "../Fields.ts"
import { planners } from "../Role.ts"

/** One line of a script. A field you leave out stays as it is; null takes it away. */
export const LineChange = Schema.Struct({
  line: field(Schema.Int.pipe(Schema.between(1, 40)), "Which line, counted from 1."),
  text: optional(name(400), "Its words; `*word*` emphasises one."),
  emphasis: optional(list(name(60), 10), "Exactly these words of it are emphasised."),
  role: optional(LineRole, "What it does: hook, beat, turn or call to action."),
  shows: optional(Schema.NullOr(Shows), "What is to be seen; null leaves it to its words."),
  emoji: optional(Schema.NullOr(line(32)), "Its pictogram."),
  kicker: optional(Schema.NullOr(line(40)), "The small label above it.")
}).annotations({ identifier: "LineChange" })
export type LineChange = typeof LineChange.Type

/** What is to become of a plan. A field you leave out stays as it is; null takes it away. */
export const PlanChange = Schema.Struct({
  topic: optional(Topic, "What the video is about."),
  notes: optional(Schema.NullOr(Notes), "What the video is to say."),
  language: optional(Language, "The language of the video as a BCP 47 tag."),
  hashtags: optional(Hashtags, "Exactly these hashtags, without `#`; your policy's own are added."),
  caption: optional(
    Schema.NullOr(text(CAPTION_LIMIT)),
    "The text under the post, without hashtags; null takes the script's."
  ),
  script: optional(Schema.NullOr(ScriptText), "The whole script in your words; null has it written."),
  lines: optional(list(LineChange, 40), "Single lines of the script."),
  hook: optional(name(400), "The first line of the script."),
  recording: optional(
    Schema.NullOr(LibraryRecording),
    "An audio file of the library, by name or hash, in which a person speaks all lines of the script in their order; null lets a voice speak again."
  ),
  coverAtMillis: optional(
    Schema.NullOr(Schema.Int.pipe(Schema.between(0, 600_000))),
    "The moment of the video that is its cover, in milliseconds; null takes the end of the hook."
  ),
  preset: optional(
    Schema.NullOr(PresetName),
    "The preset that it is made with, in its newest version; null takes it away. Its own language and hashtags stay where a person chose them."
  ),
  delivery: optional(Delivery, "How the video reaches TikTok."),
  settings: optional(SettingsChange, "Wishes for the post: who may see it, and what viewers may do.")
}).annotations({ identifier: "PlanChange" })
export type PlanChange = typeof PlanChange.Type

export const EditEffectView = Schema.Struct({
  changes: field(
    Schema.Array(Schema.Struct({
      part: field(Schema.String, "What it is about, such as `topic` or `script`."),
      before: field(Schema.String, "As it was, in words; empty where nothing was there."),
      after: field(Schema.String, "As it becomes, in words; empty where it is taken away.")
    })),
    "What changes, part by part."
  ),
  voids: field(Schema.Array(Schema.String), "The consents that end: `approval`, `release`."),
  status: field(Schema.String, "Where the plan stands afterwards."),
  remakes: field(
    Schema.NullOr(Schema.Struct({
      segments: field(Schema.Number, "How many segments of the video are made again."),
      of: field(Schema.Number, "How many segments it has."),
      seconds: field(Schema.Number, "About how long that takes, in seconds.")
    })),
    "How much of the video is made again, and about how long that takes; null where nothing is."
  ),
  buys: field(
    Schema.Struct({
      llmTokens: field(Schema.Number, "Tokens of a language model."),
      voiceSeconds: field(Schema.Number, "Seconds of speech."),
      moneyMicros: field(Schema.Number, "What that costs, in millionths of the installation's currency.")
    }),
    "About what is bought from providers; all zero where nothing is."
  ),
  says: field(Schema.Array(Schema.String), "The same in sentences: what it voids, what is made again, what it buys."),
  warnings: field(Schema.Array(Schema.String), "What would hold the plan later, such as words that your policy bans.")
}).annotations({ identifier: "EditEffect" })
export type EditEffectView = typeof EditEffectView.Type

export const EditedPlan = Schema.Struct({
  plan: field(PlanView, "The plan as it is now; after a dry run, as it would be."),
  effect: field(EditEffectView, "What the edit does.")
}).annotations({ identifier: "PlanEdited" })

const id = field(PlanId, "The plan.")
const dryRun = optional(Schema.Boolean, "True tells what the edit would do and stores nothing.")
const ifVersion = field(
  Schema.Int.pipe(Schema.between(0, 2_147_483_647)),
  "The `version` of the plan you looked at. If somebody edited it since, nothing is stored. Over HTTP also as `If-Match`."
)

export const planEditCalls = noun(
  "Plans: one slot in the calendar each, from the idea to the tracked post.",
  change("plan.edit", {
    roles: planners,
    answer: "stored",
    summary: "Change what a plan says, shows or wishes for",
    description:
      "Possible in every status before its publication. Edits by hand buy nothing. What was released returns to review; other notes or another topic need a new approval.",
    payload: { id, ifVersion, change: field(PlanChange, "What is to become of the plan."), dryRun },
    success: EditedPlan
  }),
  change("plan.undo", {
    roles: planners,
    answer: "stored",
    summary: "Undo the last edit of a plan",
    description: "An undo is an edit too: a second one brings back what the first one took.",
    payload: { id, ifVersion, dryRun },
    success: EditedPlan
  })
)
