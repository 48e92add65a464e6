import { type Access, enter } from "./Access.ts"
import { bigNumber, ok, okEmpty, refuse, type WireAnswer } from "./Answer.ts"
import { directPostCap, draftCap } from "./Caps.ts"
import { privacyOptions } from "./Creators.ts"
import { bigId, uuid } from "./Entropy.ts"
import { fitToCreator, readPost } from "./PostRules.ts"
import { fail } from "./Publications.ts"
import type { PostInfoRecord, PublicationRecord } from "./Records.ts"
import type { Settings } from "./Settings.ts"
import { type InitRefusal, readSource, type Source } from "./SourceRules.ts"
import { baseUrl, type Call, isRecord, jsonBody, type SandboxWorld } from "./World.ts"

const initWindow = (settings: Settings, name: string) => ({
  name: settings.sharedInitWindow ? "init" : name,
  limit: settings.initPerWindow,
  per: "creator" as const
})

/** POST /v2/post/publish/creator_info/query/ */
export const creatorInfo = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const window = { name: "creator_info", limit: settings.creatorInfoPerWindow, per: "creator" } as const
  const entered = enter(world, call, ["video.publish"], window)
  if ("refused" in entered) return entered.refused
  const { creator } = entered
  const cap = directPostCap(world, creator, call.now)
  // Under HTTP 200, on purpose: TikTok does so at this call alone.
  if (cap !== null) return refuse(settings, call.logId, cap, { status: 200 })
  return ok({
    creator_avatar_url: `${baseUrl(call.request)}/sandbox/avatars/${encodeURIComponent(creator.username)}.svg`,
    creator_username: creator.username,
    creator_nickname: creator.nickname,
    privacy_level_options: privacyOptions(creator),
    comment_disabled: creator.commentDisabled,
    duet_disabled: creator.duetDisabled || creator.privateAccount,
    stitch_disabled: creator.stitchDisabled || creator.privateAccount,
    max_video_post_duration_sec: creator.maxVideoSeconds
  }, call.logId)
}

const openPublication = (
  world: SandboxWorld,
  call: Call,
  { creator, grant }: Access,
  flow: PublicationRecord["flow"],
  post: PostInfoRecord | null,
  source: Source
): WireAnswer => {
  const publishId = `v_${flow === "direct" ? "pub" : "inbox"}_file~v2-1.${bigId(world.entropy)}`
  const uploadId = bigId(world.entropy)
  const uploadToken = uuid(world.entropy)
  const uploadExpiresAt = call.now + world.store.settings.uploadUrlSeconds * 1_000
  world.store.put("publications", publishId, {
    publishId,
    openId: grant.openId,
    username: creator.username,
    flow,
    post,
    uploadId,
    uploadToken,
    uploadExpiresAt,
    ...source,
    received: 0,
    sha256: null,
    media: null,
    status: "PROCESSING_UPLOAD",
    failReason: null,
    initAt: call.now,
    postId: null,
    postedAt: null,
    publicAt: null,
    visible: false,
    removed: false,
    dueAt: uploadExpiresAt
  })
  call.publishId = publishId
  world.store.note(call.now, { kind: "init", publishId, openId: grant.openId, flow, post, ...source })
  const uploadUrl = `${baseUrl(call.request)}/upload?upload_id=${uploadId}&upload_token=${uploadToken}`
  return ok({ publish_id: publishId, upload_url: uploadUrl }, call.logId)
}

const isRefusal = (value: object): value is InitRefusal => "code" in value

/** POST /v2/post/publish/video/init/ */
export const initDirect = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const refused = ({ code, message }: InitRefusal) => refuse(settings, call.logId, code, { message })
  const entered = enter(world, call, ["video.publish"], initWindow(settings, "init"))
  if ("refused" in entered) return entered.refused
  const body = jsonBody(call.request)
  const asked = readPost(body?.["post_info"])
  if (isRefusal(asked)) return refused(asked)
  const source = readSource(body?.["source_info"], settings.maxVideoBytes)
  if (isRefusal(source)) return refused(source)
  const fitted = fitToCreator(entered.creator, asked, settings.audited)
  if (isRefusal(fitted)) return refused(fitted)
  const cap = directPostCap(world, entered.creator, call.now)
  if (cap !== null) return refuse(settings, call.logId, cap)
  return openPublication(world, call, entered, "direct", fitted, source)
}

/** POST /v2/post/publish/inbox/video/init/. A `post_info` is left unread: the creator decides in the app. */
export const initInbox = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const entered = enter(world, call, ["video.upload"], initWindow(settings, "inbox_init"))
  if ("refused" in entered) return entered.refused
  const source = readSource(jsonBody(call.request)?.["source_info"], settings.maxVideoBytes)
  if (isRefusal(source)) return refuse(settings, call.logId, source.code, { message: source.message })
  const cap = draftCap(world, entered.creator, call.now)
  if (cap !== null) return refuse(settings, call.logId, cap)
  return openPublication(world, call, entered, "inbox", null, source)
}

/** POST /v2/post/publish/content/init/. Photos can only be pulled, and no address is verified for this app. */
export const initPhoto = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const entered = enter(world, call, ["video.publish", "video.upload"], initWindow(settings, "photo_init"))
  if ("refused" in entered) return entered.refused
  const body = jsonBody(call.request)
  const source = body?.["source_info"]
  const whole = body?.["media_type"] === "PHOTO" && isRecord(source) && source["source"] === "PULL_FROM_URL" &&
    Array.isArray(source["photo_images"])
  return refuse(settings, call.logId, whole ? "url_ownership_unverified" : "invalid_params")
}

/** The publication a body names, if it is this creator's and can still be asked for. */
const named = (
  world: SandboxWorld,
  call: Call,
  { grant }: Access
): PublicationRecord | { readonly refused: WireAnswer } => {
  const { settings } = world.store
  const publishId = jsonBody(call.request)?.["publish_id"]
  if (typeof publishId !== "string") return { refused: refuse(settings, call.logId, "invalid_params") }
  const publication = world.store.get("publications", publishId)
  const kept = settings.publishIdSeconds
  if (publication === undefined || (kept !== null && call.now > publication.initAt + kept * 1_000)) {
    return { refused: refuse(settings, call.logId, "invalid_publish_id") }
  }
  call.publishId = publishId
  return publication.openId === grant.openId
    ? publication
    : { refused: refuse(settings, call.logId, "token_not_authorized_for_specified_publish_id") }
}

/** Absent, empty or filled, as the settings have it; filled only while everyone can see the post. */
const postIds = ({ postIds: mode }: Settings, publication: PublicationRecord): Readonly<Record<string, unknown>> => {
  if (publication.status !== "PUBLISH_COMPLETE" || mode === "never") return {}
  if (publication.visible && publication.postId !== null) {
    return { publicaly_available_post_id: [bigNumber(publication.postId)] }
  }
  return mode === "empty" ? { publicaly_available_post_id: [] } : {}
}

/** POST /v2/post/publish/status/fetch/ */
export const fetchStatus = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const window = { name: "status", limit: settings.statusPerWindow, per: "creator" } as const
  const entered = enter(world, call, ["video.publish", "video.upload"], window)
  if ("refused" in entered) return entered.refused
  const publication = named(world, call, entered)
  if ("refused" in publication) return publication.refused
  // A failed one carries its reason and nothing else, as seen live.
  if (publication.status === "FAILED") {
    return ok({ status: "FAILED", fail_reason: publication.failReason }, call.logId)
  }
  if (publication.receivedAt !== undefined && call.now < publication.receivedAt + settings.statusLagMillis) {
    return ok({ status: "PROCESSING_UPLOAD", uploaded_bytes: publication.known ?? 0 }, call.logId)
  }
  return ok({
    status: publication.status,
    ...(entered.creator.withholdsIds === true ? {} : postIds(settings, publication)),
    uploaded_bytes: publication.received
  }, call.logId)
}

/** POST /v2/post/publish/cancel/ */
export const cancel = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const entered = enter(world, call, ["video.publish", "video.upload"], null)
  if ("refused" in entered) return entered.refused
  const publication = named(world, call, entered)
  if ("refused" in publication) return publication.refused
  if (!settings.uploadsCancellable || publication.status !== "PROCESSING_UPLOAD") {
    return refuse(settings, call.logId, "publish_not_cancellable")
  }
  fail(world, publication, "publish_cancelled", call.now)
  return okEmpty(call.logId)
}
