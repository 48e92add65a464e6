import { bigId } from "./Entropy.ts"
import { enqueue } from "./Notices.ts"
import type { PublicationRecord } from "./Records.ts"
import type { SandboxWorld } from "./World.ts"

const save = (world: SandboxWorld, publication: PublicationRecord): PublicationRecord => {
  world.store.put("publications", publication.publishId, publication)
  return publication
}

const publishType = (publication: PublicationRecord): string =>
  publication.flow === "direct" ? "DIRECT_PUBLISH" : "INBOX_SHARE"

const tell = (
  world: SandboxWorld,
  publication: PublicationRecord,
  event: string,
  more: Readonly<Record<string, string>>,
  now: number
): void =>
  enqueue(world, {
    event: `post.publish.${event}`,
    openId: publication.openId,
    publishId: publication.publishId,
    content: { publish_id: publication.publishId, ...more, publish_type: publishType(publication) }
  }, now)

export const fail = (world: SandboxWorld, publication: PublicationRecord, reason: string, now: number): void => {
  world.uploads.remove(publication.uploadId)
  save(world, { ...publication, status: "FAILED", failReason: reason, dueAt: null })
  world.store.note(now, { kind: "failed", publishId: publication.publishId, openId: publication.openId, reason })
  tell(world, publication, "failed", { reason }, now)
}

export const deliverToInbox = (world: SandboxWorld, publication: PublicationRecord, now: number): void => {
  save(world, { ...publication, status: "SEND_TO_USER_INBOX", dueAt: null })
  world.store.note(now, { kind: "inbox", publishId: publication.publishId, openId: publication.openId })
  tell(world, publication, "inbox_delivered", {}, now)
}

/** The video is on TikTok. If everyone may see it, it is moderated first. */
export const post = (world: SandboxWorld, publication: PublicationRecord, isPublic: boolean, now: number): void => {
  const postId = bigId(world.entropy)
  save(world, {
    ...publication,
    status: "PUBLISH_COMPLETE",
    postId,
    postedAt: now,
    dueAt: isPublic ? now + world.store.settings.moderationMillis : null
  })
  world.store.note(now, {
    kind: "post",
    publishId: publication.publishId,
    postId,
    openId: publication.openId,
    sha256: publication.sha256 ?? "",
    post: publication.post
  })
  tell(world, publication, "complete", {}, now)
}

/** A post comes into view or goes out of it. */
export const show = (world: SandboxWorld, publication: PublicationRecord, visible: boolean, now: number): void => {
  if (publication.postId === null || (visible && publication.removed)) return
  const publicAt = publication.publicAt ?? (visible ? now : null)
  save(world, { ...publication, visible, publicAt, dueAt: null })
  if (publication.visible === visible) return
  world.store.note(now, { kind: "visibility", publishId: publication.publishId, postId: publication.postId, visible })
  tell(
    world,
    publication,
    visible ? "publicly_available" : "no_longer_publicaly_available",
    { post_id: publication.postId },
    now
  )
}

/** The creator takes the post down. */
export const takeDown = (world: SandboxWorld, publication: PublicationRecord, now: number): void =>
  show(world, save(world, { ...publication, removed: true }), false, now)
