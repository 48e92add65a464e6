import type { Script } from "../asset/Script.ts"
import { canonicalJson } from "../Digest.ts"
import { type Content, editsOf, type LastEdit, type Plan, type PlanStatus, type Resumable, revisionOf } from "./Plan.ts"

/** A plan's content as one value. */
export const contentOf = (plan: Content): Content => ({
  topic: plan.topic,
  language: plan.language,
  hashtags: plan.hashtags,
  hashtagsOnly: plan.hashtagsOnly,
  notes: plan.notes,
  caption: plan.caption,
  script: plan.script,
  coverAtMillis: plan.coverAtMillis,
  preset: plan.preset,
  delivery: plan.delivery,
  settings: plan.settings
})

/** The parts of a plan's content, as answers and timelines name them. */
const parts = {
  topic: ({ topic }: Content) => topic,
  notes: ({ notes }: Content) => notes ?? "",
  language: ({ language }: Content) => language,
  hashtags: ({ hashtags, hashtagsOnly }: Content) => ({ hashtags, only: hashtagsOnly === true }),
  caption: ({ caption }: Content) => caption ?? null,
  script: ({ script }: Content) => script,
  cover: ({ coverAtMillis }: Content) => coverAtMillis ?? null,
  preset: ({ preset }: Content) => preset ?? null,
  delivery: ({ delivery }: Content) => delivery,
  settings: ({ settings }: Content) => settings
} as const
export type ContentPart = keyof typeof parts
const partNames = Object.keys(parts) as ReadonlyArray<ContentPart>

export const changedParts = (before: Content, after: Content): ReadonlyArray<ContentPart> =>
  partNames.filter((name) => canonicalJson(parts[name](before)) !== canonicalJson(parts[name](after)))

/** Whether the preset says otherwise how the video looks and sounds. */
export const isMadeOtherwise = (before: Pick<Content, "preset">, after: Pick<Content, "preset">): boolean =>
  (before.preset?.makes ?? "") !== (after.preset?.makes ?? "")

/**
 * How far a change reaches.
 *
 * - `post`: how it is posted; nothing is made again.
 * - `caption`: the text under it; nothing is made again.
 * - `video`: what is spoken or shown; what depends on it is made again.
 * - `words`: what the writer writes from; the idea is another one.
 */
export type Reach = "post" | "caption" | "video" | "words"

export const reachOf = (before: Content, after: Content): Reach => {
  const changed = new Set(changedParts(before, after))
  const any = (...names: ReadonlyArray<ContentPart>) => names.some((name) => changed.has(name))
  const isWrittenOtherwise = (before.preset?.writes ?? "") !== (after.preset?.writes ?? "")
  if (after.script === null && (isWrittenOtherwise || any("topic", "notes", "language", "script"))) return "words"
  if (isMadeOtherwise(before, after) || isWrittenOtherwise || any("script", "cover", "language")) return "video"
  return any("caption", "hashtags") ? "caption" : "post"
}

/** Where a plan stands once its content has changed. `caption` is the whole text under a finished video as it becomes. */
const workingAfterEdit = (working: Resumable, reach: Reach, caption: string | undefined): Resumable => {
  if (working._tag === "scheduled" || working._tag === "published") return working
  if (reach === "words") return { _tag: "scheduled" }
  const { approval } = working
  const made: Resumable = { _tag: "approved", approval }
  if (working._tag === "approved" || working._tag === "generating") return reach === "post" ? working : made
  // A new text must be known in full; an asset that was told to publish must hear of the change before anyone releases it.
  if (reach === "video" || (reach === "caption" && caption === undefined)) return made
  const { assetId, reviewed } = working
  const inReview: Resumable = {
    _tag: "in_review",
    approval,
    assetId,
    reviewed: reach === "caption" && caption !== undefined ? { ...reviewed, caption } : reviewed
  }
  if (working._tag === "in_review") return reach === "post" ? working : inReview
  return working._tag === "publishing" || working.ordered === true ? made : inReview
}

export const statusAfterEdit = (status: PlanStatus, reach: Reach, caption: string | undefined): PlanStatus => {
  switch (status._tag) {
    case "draft":
    case "rejected":
    case "cancelled":
    case "tracked":
      return status
    case "failed":
    case "needs_attention": {
      const resume = workingAfterEdit(status.resume, reach, caption)
      return resume === status.resume ? status : { ...status, resume }
    }
    default:
      return workingAfterEdit(status, reach, caption)
  }
}

const workingTag = (status: PlanStatus): string =>
  status._tag === "failed" || status._tag === "needs_attention" ? status.resume._tag : status._tag

/** The plan with other content. */
export const planWith = (
  self: Plan,
  { caption, content, edit }: {
    readonly content: Content
    readonly caption?: string | undefined
    readonly edit: LastEdit
  }
): Plan => {
  const reach = reachOf(self, content)
  const status = statusAfterEdit(self.status, reach, caption)
  // An asset that hears nothing of a change reports under the revision it knows, and that report must still count.
  const keepsVideo = reach === "caption" && workingTag(status) === "in_review"
  const concernsAsset = !keepsVideo &&
    (reach !== "post" || (status !== self.status && workingTag(status) === "approved"))
  return {
    ...self,
    ...contentOf(content),
    // A newer release may have stored settings that this one does not know, and so nobody wished them gone.
    settings: { ...self.settings, ...content.settings },
    edits: editsOf(self) + 1,
    revision: revisionOf(self) + (concernsAsset ? 1 : 0),
    lastEdit: edit,
    status
  }
}

const holdsApproval = (status: PlanStatus): boolean =>
  !["draft", "scheduled", "rejected", "cancelled"].includes(workingTag(status))
const holdsRelease = (status: PlanStatus): boolean => {
  const working = status._tag === "failed" || status._tag === "needs_attention" ? status.resume : status
  return "release" in working
}

/** What an edit does to a plan besides changing its words: told before it is done, and after. */
export interface EditEffect {
  readonly parts: ReadonlyArray<ContentPart>
  readonly reach: Reach
  readonly voids: ReadonlyArray<"approval" | "release">
  /** The status afterwards. */
  readonly status: PlanStatus["_tag"]
  /** The video, or a part of it, is made again once the plan goes on. */
  readonly remakes: boolean
}

export const editEffect = (self: Plan, content: Content, caption: string | undefined): EditEffect => {
  const reach = reachOf(self, content)
  const after = statusAfterEdit(self.status, reach, caption)
  const voids = (holds: (status: PlanStatus) => boolean) => holds(self.status) && !holds(after)
  const hasWork = holdsApproval(self.status)
  return {
    parts: changedParts(self, content),
    reach,
    voids: [
      ...(voids(holdsApproval) ? ["approval" as const] : []),
      ...(voids(holdsRelease) ? ["release" as const] : [])
    ],
    status: after._tag,
    remakes: hasWork && (reach === "words" || (after !== self.status && workingTag(after) === "approved"))
  }
}

/** How many lines of a script another one has to speak and draw again. */
export const changedLines = (before: Script | null, after: Script): number =>
  before === null || before.language !== after.language || before.look !== after.look ||
    before.captions !== after.captions || before.title !== after.title ||
    before.recording !== after.recording ||
    canonicalJson(before.voice ?? null) !== canonicalJson(after.voice ?? null)
    ? after.lines.length
    : after.lines.filter((line, index) => canonicalJson(line) !== canonicalJson(before.lines[index] ?? null)).length
