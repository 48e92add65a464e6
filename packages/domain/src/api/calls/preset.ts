import { Schema } from "effect"
import { AccountId, PresetId } from "../../Ids.ts"
import { Preset, PresetName } from "../../org/Preset.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, ofOrg, optional } from "../Fields.ts"
import { everyone, planners } from "../Role.ts"

export const PresetView = Schema.Struct({
  id: field(PresetId, "The preset; its name may come to stand for another one once it is removed."),
  name: field(Schema.String, "How plans, files and people call it."),
  version: field(Schema.Number, "Counts the changes, from 1."),
  preset: field(Preset, "Brand voice and examples, series, look, captions, mood, voice, language and hashtags."),
  accounts: field(Schema.Array(AccountId), "Accounts whose plans get it where they say nothing else."),
  by: field(Schema.String, "Who made this version."),
  at: field(IsoInstant, "When.")
}).annotations({ identifier: "Preset" })
export type PresetView = typeof PresetView.Type

const Version = Schema.Int.pipe(Schema.between(0, 1_000_000))
const presetName = field(PresetName, "The name of the preset.")

const Assigned = Schema.Struct({
  accountId: field(AccountId, "The account."),
  preset: field(Schema.NullOr(Schema.String), "The name of its preset; null where it has none.")
}).annotations({ identifier: "AssignedPreset" })

export const presetCalls = noun(
  "Presets: what an org decides once for many plans, such as its voice, a series, a look and hashtags.",
  read("preset.list", {
    roles: everyone,
    summary: "List the presets of an org",
    payload: { orgId: ofOrg },
    success: Schema.Array(PresetView)
  }),
  read("preset.show", {
    roles: everyone,
    summary: "Show a preset",
    payload: {
      orgId: ofOrg,
      name: presetName,
      version: optional(Version, "An earlier version; the newest if you leave it out.")
    },
    success: PresetView
  }),
  change("preset.put", {
    roles: planners,
    answer: "stored",
    summary: "Make a preset, or a new version of it",
    description:
      "The whole preset: what you leave out is left to plans, scripts and looks. A plan keeps the version that it was added with; `plan.edit` gives it another.",
    payload: {
      orgId: ofOrg,
      name: presetName,
      preset: field(Preset, "What it says."),
      version: optional(Version, "The version you saw; 0 for a new one. If the preset was changed since, nothing is.")
    },
    success: PresetView
  }),
  change("preset.assign", {
    roles: planners,
    answer: "stored",
    summary: "Make a preset the default of an account",
    description: "New plans of the account get it where they name none. Plans that are there stay as they are.",
    payload: {
      orgId: ofOrg,
      accountId: field(AccountId, "The account."),
      name: field(Schema.NullOr(PresetName), "The name of the preset; null takes the default away.")
    },
    success: Assigned
  }),
  change("preset.remove", {
    roles: planners,
    answer: "stored",
    summary: "Remove a preset",
    description: "New plans cannot have it any more. Plans that were added with it are made with their version of it.",
    payload: { orgId: ofOrg, name: presetName },
    success: PresetView
  })
)
