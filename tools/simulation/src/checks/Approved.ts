import type { Asset } from "@callsheet/domain/asset/Asset"
import { canonicalJson, digestOf } from "@callsheet/domain/Digest"
import type { Plan } from "@callsheet/domain/plan/Plan"
import type { PostInfoRecord } from "@callsheet/sandbox/Records"
import type { Evidence } from "./Promises.ts"

/** What TikTok shows is what a person released: the same bytes, caption, privacy and label, under a consent that covers them. */
export const approvedIsPosted = ({ world }: Evidence, breach: (what: string) => void): void => {
  const { books } = world.sandbox
  const received = new Map(books.of("received").map((entry) => [entry.publishId, entry.sha256]))
  const posts = new Map<string, PostInfoRecord | null>(books.of("inbox").map((entry) => [entry.publishId, null]))
  for (const { post, publishId } of books.of("post")) posts.set(publishId, post)
  for (const event of world.tables.events) {
    if (event.tag !== "PublicationOpened" || event.planId === null) continue
    const { publishId } = JSON.parse(event.body).publication
    const post = posts.get(publishId)
    const row = world.tables.actors.get(event.planId)
    if (post === undefined || row === undefined) continue
    asEdited(JSON.parse(row.state), JSON.parse(world.tables.actors.get(event.actorId)?.state ?? "null"), breach)
    asReleased(publishId, post, received.get(publishId), JSON.parse(row.state), breach)
  }
}

/** What is posted is made of what the plan says after its last edit. */
const asEdited = (plan: Plan, { brief, status }: Asset, breach: (what: string) => void): void => {
  const facts = status._tag === "failed" ? status.resume : status
  if (!("made" in facts)) return
  const { caption, script } = facts.made
  if (plan.script !== null && canonicalJson(script.lines) !== canonicalJson(plan.script.lines)) {
    breach(`plan ${plan.id}: what is posted does not say what its last edit says`)
  }
  if (plan.script === null && brief.topic !== plan.topic) {
    breach(`plan ${plan.id}: what is posted is about another topic`)
  }
  if (plan.caption !== undefined && !caption.startsWith(plan.caption)) {
    breach(`plan ${plan.id}: its last caption is lost`)
  }
}

const asReleased = (
  publishId: string,
  post: PostInfoRecord | null,
  sha256: string | undefined,
  { id, status }: Plan,
  breach: (what: string) => void
): void => {
  const facts = status._tag === "failed" || status._tag === "needs_attention" ? status.resume : status
  if (!("release" in facts)) {
    return breach(`plan ${id} was posted as ${publishId} and holds no release (${status._tag})`)
  }
  const { release, reviewed } = facts
  if (release.digest !== digestOf(reviewed, release.settings)) breach(`plan ${id}: its consent covers something else`)
  if (sha256 !== release.sha256) breach(`plan ${id}: posted bytes ${sha256}, released ${release.sha256}`)
  if (post === null) return
  if (post.privacyLevel !== release.settings.privacy) {
    breach(`plan ${id}: posted ${post.privacyLevel}, released ${release.settings.privacy}`)
  }
  if (post.title !== reviewed.caption) breach(`plan ${id}: the caption posted is not the one released`)
  if (post.isAigc !== reviewed.aiLabel) breach(`plan ${id}: labelled ${post.isAigc}, reviewed ${reviewed.aiLabel}`)
}
