import { type Access, enter } from "./Access.ts"
import { ok, refuse, type WireAnswer } from "./Answer.ts"
import { unionIdOf } from "./Creators.ts"
import { countersAt } from "./Metrics.ts"
import type { PublicationRecord } from "./Records.ts"
import { baseUrl, type Call, isRecord, jsonBody, type SandboxWorld } from "./World.ts"

const MAX_TEXT_UNITS = 150
const STANDARD_PAGE = 10
const MAX_PAGE = 20

const window = (world: SandboxWorld, name: string) =>
  ({ name, limit: world.store.settings.displayPerWindow, per: "app" }) as const

/** The fields asked for in the query, or null if there are none or an unknown one. */
const fieldsOf = (call: Call, known: ReadonlySet<string>): ReadonlyArray<string> | null => {
  const fields = (call.request.query.get("fields") ?? "").split(",").filter((field) => field !== "")
  return fields.length > 0 && fields.every((field) => known.has(field)) ? fields : null
}

const pick = (all: Readonly<Record<string, unknown>>, fields: ReadonlyArray<string>) =>
  Object.fromEntries(fields.map((field) => [field, all[field]]))

const postsOf = (
  world: SandboxWorld,
  username: string
): ReadonlyArray<PublicationRecord & { readonly postId: string }> =>
  world.store.all("publications").filter((one): one is PublicationRecord & { readonly postId: string } =>
    one.username === username && one.visible && one.postId !== null
  )

/** Newest first, as TikTok lists them. */
const byTime = (a: PublicationRecord, b: PublicationRecord): number => (b.postedAt ?? 0) - (a.postedAt ?? 0)

const userScopes: Readonly<Record<string, string>> = {
  open_id: "user.info.basic",
  union_id: "user.info.basic",
  avatar_url: "user.info.basic",
  avatar_url_100: "user.info.basic",
  avatar_large_url: "user.info.basic",
  display_name: "user.info.basic",
  bio_description: "user.info.profile",
  profile_deep_link: "user.info.profile",
  is_verified: "user.info.profile",
  username: "user.info.profile",
  follower_count: "user.info.stats",
  following_count: "user.info.stats",
  likes_count: "user.info.stats",
  video_count: "user.info.stats"
}
const userFields = new Set(Object.keys(userScopes))

/** GET /v2/user/info/?fields=… */
export const userInfo = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const entered = enter(world, call, ["user.info.basic"], window(world, "user_info"))
  if ("refused" in entered) return entered.refused
  const fields = fieldsOf(call, userFields)
  if (fields === null || call.request.body.length > 0) return refuse(settings, call.logId, "invalid_params")
  const { creator, grant } = entered
  if (!fields.every((field) => grant.scopes.includes(userScopes[field] ?? ""))) {
    return refuse(settings, call.logId, "scope_permission_missed")
  }
  const posts = postsOf(world, creator.username)
  const avatar = `${baseUrl(call.request)}/sandbox/avatars/${encodeURIComponent(creator.username)}.svg`
  const likes = posts.map((post) =>
    countersAt(post.postId, call.now - (post.publicAt ?? 0), settings.metricsSpeed).likes
  )
  const user = pick({
    open_id: grant.openId,
    union_id: unionIdOf(creator.username),
    avatar_url: avatar,
    avatar_url_100: avatar,
    avatar_large_url: avatar,
    display_name: creator.nickname,
    bio_description: creator.bio,
    profile_deep_link: `https://www.tiktok.com/@${creator.username}`,
    is_verified: false,
    username: creator.username,
    follower_count: creator.followers,
    following_count: 25,
    likes_count: likes.reduce((sum, each) => sum + each, 0),
    video_count: posts.length
  }, fields)
  return ok({ user }, call.logId)
}

const videoFields = new Set([
  "id",
  "create_time",
  "cover_image_url",
  "share_url",
  "video_description",
  "title",
  "duration",
  "height",
  "width",
  "embed_html",
  "embed_link",
  "like_count",
  "comment_count",
  "share_count",
  "view_count",
  "is_aigc"
])

const videoOf = (world: SandboxWorld, call: Call, post: PublicationRecord & { readonly postId: string }) => {
  const counters = countersAt(post.postId, call.now - (post.publicAt ?? call.now), world.store.settings.metricsSpeed)
  const text = (post.post?.title ?? "").slice(0, MAX_TEXT_UNITS)
  const link = `https://www.tiktok.com/@${post.username}/video/${post.postId}`
  return {
    id: post.postId,
    create_time: Math.floor((post.postedAt ?? 0) / 1_000),
    cover_image_url: `${baseUrl(call.request)}/sandbox/covers/${post.postId}.svg?x-expires=${
      Math.floor(call.now / 1_000) + 21_600
    }`,
    share_url: link,
    video_description: text,
    title: text,
    duration: Math.round(post.media?.seconds ?? 0),
    height: post.media?.height ?? 0,
    width: post.media?.width ?? 0,
    embed_html: `<blockquote class="tiktok-embed" cite="${link}"></blockquote>`,
    embed_link: `https://www.tiktok.com/embed/v2/${post.postId}`,
    like_count: counters.likes,
    comment_count: counters.comments,
    share_count: counters.shares,
    view_count: counters.views,
    is_aigc: post.post?.isAigc ?? false
  }
}

/** What both video calls begin with. */
const enterVideos = (world: SandboxWorld, call: Call, name: string) => {
  const entered = enter(world, call, ["video.list"], window(world, name))
  if ("refused" in entered) return entered
  const fields = fieldsOf(call, videoFields)
  const body = jsonBody(call.request)
  return fields === null || body === null
    ? { refused: refuse(world.store.settings, call.logId, "invalid_params") }
    : { ...entered, fields, body } satisfies Access & Record<string, unknown>
}

const wholeNumber = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value)

/** POST /v2/video/list/?fields=… The cursor is in milliseconds, the videos' times are in seconds. */
export const videoList = (world: SandboxWorld, call: Call): WireAnswer => {
  const entered = enterVideos(world, call, "video_list")
  if ("refused" in entered) return entered.refused
  const cursor = entered.body["cursor"] ?? call.now + 1
  const count = entered.body["max_count"] ?? STANDARD_PAGE
  if (!wholeNumber(cursor) || !wholeNumber(count) || count < 1 || count > MAX_PAGE) {
    return refuse(world.store.settings, call.logId, "invalid_params")
  }
  const older = postsOf(world, entered.creator.username).filter((post) => (post.postedAt ?? 0) < cursor).toSorted(
    byTime
  )
  const page = older.slice(0, count)
  return ok({
    videos: page.map((post) => pick(videoOf(world, call, post), entered.fields)),
    cursor: page.at(-1)?.postedAt ?? cursor,
    has_more: older.length > page.length
  }, call.logId)
}

/** POST /v2/video/query/?fields=… Ids that are not this creator's public videos are left out. */
export const videoQuery = (world: SandboxWorld, call: Call): WireAnswer => {
  const entered = enterVideos(world, call, "video_query")
  if ("refused" in entered) return entered.refused
  const filters = entered.body["filters"]
  const ids: unknown = isRecord(filters) ? filters["video_ids"] : null
  if (
    !Array.isArray(ids) || ids.length === 0 || ids.length > MAX_PAGE || !ids.every((id) => typeof id === "string")
  ) return refuse(world.store.settings, call.logId, "invalid_params")
  const wanted = new Set<unknown>(ids)
  const posts = postsOf(world, entered.creator.username).filter((post) => wanted.has(post.postId))
  return ok({ videos: posts.map((post) => pick(videoOf(world, call, post), entered.fields)) }, call.logId)
}
