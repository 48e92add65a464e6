import { Schema } from "effect"
import { OrgId } from "../../Ids.ts"
import { BrandKit } from "../../org/BrandKit.ts"
import { PolicyChange } from "../../org/Org.ts"
import { OrgView } from "../../org/OrgView.ts"
import { VoiceKit } from "../../org/VoiceKit.ts"
import { Reason } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, optional, When } from "../Fields.ts"
import { everyone, owners, planners, staff } from "../Role.ts"

const id = field(OrgId, "The org. It must be the org of your API key.")

const BrandView = Schema.Struct({
  version: field(Schema.Number, "Counts the changes; 0 where none was ever set."),
  kit: field(BrandKit, "Colours, fonts, logo, outro and handle. What is absent stays as a look has it."),
  by: field(Schema.NullOr(Schema.String), "Who set it."),
  at: field(Schema.NullOr(IsoInstant), "When.")
}).annotations({ identifier: "Brand" })
export type BrandView = typeof BrandView.Type

const VoiceView = Schema.Struct({
  version: field(Schema.Number, "Counts the changes; 0 where none was ever set."),
  kit: field(
    VoiceKit,
    "Voices by language, pace, pauses, and how words are said. What is absent is as the installation has it."
  ),
  by: field(Schema.NullOr(Schema.String), "Who set it."),
  at: field(Schema.NullOr(IsoInstant), "When.")
}).annotations({ identifier: "OrgVoice" })
export type VoiceView = typeof VoiceView.Type

const Version = Schema.Int.pipe(Schema.between(0, 1_000_000))

export const orgCalls = noun(
  "Orgs: a tenant with its policy, its limits and its own accounts, plans and keys.",
  read("org.list", {
    roles: everyone,
    summary: "List the orgs your key can see",
    description: "A key belongs to one org, so the list has one row.",
    payload: {},
    success: Schema.Array(OrgView)
  }),
  read("org.show", {
    roles: everyone,
    summary: "Show an org with its policy and its limits",
    payload: { id },
    success: OrgView
  }),
  change("org.pause", {
    roles: staff,
    answer: "actor",
    summary: "Pause all posting of an org",
    description:
      "Nothing new is posted from now on; what TikTok has begun to take is finished. Plans whose slot comes meanwhile ask a person.",
    payload: {
      id,
      reason: optional(Reason, "Why; it is shown where plans wait."),
      until: optional(When, "When the pause ends by itself: an ISO instant or a date; without it, when you resume.")
    },
    success: OrgView
  }),
  change("org.resume", {
    roles: staff,
    answer: "actor",
    summary: "Resume the posting of an org",
    description: "What missed its slot meanwhile is not posted by itself: each asks a person.",
    payload: { id },
    success: OrgView
  }),
  change("org.setPolicy", {
    roles: owners,
    answer: "actor",
    summary: "Change the policy of an org",
    description: "Only the fields you send change. The new policy applies to work that starts afterwards.",
    payload: { id, change: field(PolicyChange, "The fields to change. A field you leave out stays as it is.") },
    success: OrgView
  }),
  read("org.brand", {
    roles: everyone,
    summary: "Show the brand kit of an org",
    payload: { id, version: optional(Version, "An earlier version; the newest if you leave it out.") },
    success: BrandView
  }),
  change("org.setBrand", {
    roles: owners,
    answer: "stored",
    summary: "Set the brand kit of an org",
    description:
      "The whole kit: what you leave out is as a look has it. It applies to videos that are rendered afterwards; a finished video stays as it was seen.",
    payload: {
      id,
      kit: field(BrandKit, "Logo and fonts are files of the org's library."),
      version: optional(Version, "The version you saw. If the kit was changed since, nothing is.")
    },
    success: BrandView
  }),
  read("org.voice", {
    roles: everyone,
    summary: "Show how the videos of an org speak",
    payload: { id, version: optional(Version, "An earlier version; the newest if you leave it out.") },
    success: VoiceView
  }),
  change("org.setVoice", {
    roles: planners,
    answer: "stored",
    summary: "Set how the videos of an org speak",
    description:
      "All of it: what you leave out is as the installation has it. It applies to lines that are spoken afterwards; what a script or a preset says itself wins.",
    payload: {
      id,
      kit: field(VoiceKit, "Voices by language, pace, pauses, and how words are said."),
      version: optional(Version, "The version you saw. If it was changed since, nothing is.")
    },
    success: VoiceView
  })
)
