import { Schema } from "effect"
import { privacyOptions } from "./Creators.ts"
import { type Creator, type PostInfoRecord, PrivacyLevel } from "./Records.ts"
import type { InitRefusal } from "./SourceRules.ts"
import { isRecord } from "./World.ts"

/** Caption limit in UTF-16 code units (Direct Post reference, 24 August 2026). */
const MAX_TITLE_UNITS = 2_200

const invalid = (message: string): InitRefusal => ({ code: "invalid_params", message })
const isPrivacy = Schema.is(PrivacyLevel)
const flags = [
  "disable_duet",
  "disable_stitch",
  "disable_comment",
  "brand_content_toggle",
  "brand_organic_toggle",
  "is_aigc"
] as const

/**
 * `post_info` of a direct post. Too long a caption and paid content that only its creator can see are refused, though
 * TikTok's reaction to them is not documented: no client may rely on them.
 */
export const readPost = (info: unknown): PostInfoRecord | InitRefusal => {
  if (!isRecord(info)) return invalid("The post_info is invalid")
  const title = info["title"] ?? ""
  const privacyLevel = info["privacy_level"]
  const cover = info["video_cover_timestamp_ms"] ?? null
  if (typeof title !== "string" || title.length > MAX_TITLE_UNITS) return invalid("The title is invalid")
  if (!isPrivacy(privacyLevel)) return invalid("The privacy level is invalid")
  if (cover !== null && (typeof cover !== "number" || !Number.isInteger(cover))) return invalid("The cover is invalid")
  for (const flag of flags) {
    if (typeof (info[flag] ?? false) !== "boolean") return invalid(`The ${flag} is invalid`)
  }
  const brandContent = info["brand_content_toggle"] === true
  if (brandContent && privacyLevel === "SELF_ONLY") {
    return invalid("Branded content visibility cannot be set to private.")
  }
  return {
    title,
    privacyLevel,
    disableDuet: info["disable_duet"] === true,
    disableStitch: info["disable_stitch"] === true,
    disableComment: info["disable_comment"] === true,
    coverMillis: cover,
    brandContent,
    brandOrganic: info["brand_organic_toggle"] === true,
    isAigc: info["is_aigc"] === true
  }
}

/** What the creator's account allows of it; the switches it forbids are forced. */
export const fitToCreator = (
  creator: Creator,
  post: PostInfoRecord,
  audited: boolean
): PostInfoRecord | InitRefusal => {
  if (!audited && !(creator.privateAccount && post.privacyLevel === "SELF_ONLY")) {
    return {
      code: "unaudited_client_can_only_post_to_private_accounts",
      message:
        "Please review our integration guidelines at https://developers.tiktok.com/doc/content-sharing-guidelines/"
    }
  }
  if (!privacyOptions(creator).includes(post.privacyLevel)) {
    return { code: "privacy_level_option_mismatch", message: "The privacy level is not among the creator's options." }
  }
  return {
    ...post,
    disableDuet: post.disableDuet || creator.duetDisabled || creator.privateAccount,
    disableStitch: post.disableStitch || creator.stitchDisabled || creator.privateAccount,
    disableComment: post.disableComment || creator.commentDisabled
  }
}
