import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import type { PostSettings, Reviewed } from "./plan/Plan.ts"

/** JSON with sorted keys: equal values give equal text, no matter what order they were built in. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner)

/** Lower-case hex SHA-256 of a text. */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** What a person sees before a release, as one hash: video, cover, caption and label. */
export const seenDigest = (
  { aiLabel, caption, cover, video }: Pick<Reviewed, "video" | "cover" | "caption" | "aiLabel">
) => sha256Hex(canonicalJson({ video: video.sha256, cover: cover.sha256, caption, aiLabel }))

/** What a person consents to at release, as one hash: video, cover, caption, label and settings. */
export const digestOf = (reviewed: Reviewed, settings: PostSettings): string =>
  sha256Hex(canonicalJson({
    video: reviewed.video.sha256,
    cover: reviewed.cover.sha256,
    caption: reviewed.caption,
    aiLabel: reviewed.aiLabel,
    settings
  }))
