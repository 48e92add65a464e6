import type { KnownScript } from "@callsheet/database/jobs/Fingerprints"
import type { Asset } from "@callsheet/domain/asset/Asset"
import type { DisplayedVideo } from "@callsheet/tiktok/DisplayCalls"
import { Clock, Effect } from "effect"
import type { JobContext } from "../Activity.ts"
import { orAway } from "../JobFailures.ts"
import type { PublishTools } from "./Publication.ts"

type Published = Extract<Asset["status"], { _tag: "published" }>

/**
 * `None`: no public video can be it (moderation may take hours). `Several`: more than one can, and none is guessed.
 * `NotAllowed`: the account did not grant its list.
 */
export type Listed =
  | { readonly _tag: "Found"; readonly postId: string }
  | { readonly _tag: "None" }
  | { readonly _tag: "Several"; readonly count: number }
  | { readonly _tag: "NotAllowed"; readonly username: string }

/** TikTok documents 150 characters for the text of a listed video; a shorter beginning is not taken for a cut one. */
const CUT_TEXT = 100
/** Both sides round a length to whole seconds. */
const LENGTH_SECONDS = 1.5
/** Pages of twenty; anyone who posts more than this within one moderation is asked for by hand. */
const MOST_PAGES = 5

const sameText = (said: string, caption: string): boolean => {
  const text = said.trim().replace(/(…|\.\.\.)$/, "").trimEnd()
  return text === caption.trim() || (text.length >= CUT_TEXT && caption.startsWith(text))
}

/**
 * Those of a creator's videos that can be the post of a publication: made after it was opened (the list knows whole
 * seconds), with its caption and its length, and not known as another plan's.
 */
export const candidatesFor = (
  videos: ReadonlyArray<DisplayedVideo>,
  { made, order, publication }: Pick<Published, "made" | "order" | "publication">,
  taken: ReadonlySet<string>
): ReadonlyArray<DisplayedVideo> =>
  videos.filter(({ createdAt, description, durationSeconds, id, title }) =>
    createdAt >= Math.floor(publication.openedAt / 1_000) * 1_000 &&
    sameText(description ?? title ?? "", order.caption) &&
    (durationSeconds === undefined ||
      Math.abs(durationSeconds - made.facts.durationMillis / 1_000) <= LENGTH_SECONDS) &&
    !taken.has(id)
  )

/** The same words in another plan whose post has no id yet either: whichever appears first may be the other one's. */
const isRival = (own: KnownScript, other: KnownScript): boolean =>
  other.assetId !== own.assetId && other.scriptSha256 === own.scriptSha256 && other.postId === null &&
  (other.planStatus === "publishing" || other.planStatus === "published")

/** Looks the post up in the creator's public videos, for accounts whose status answers never name it. */
export const findPostInList = (
  { access, api, fingerprints }: Pick<PublishTools, "access" | "api" | "fingerprints">,
  { envelope, job }: JobContext,
  asset: Asset,
  status: Published,
  round: string
) =>
  Effect.gen(function*() {
    const { accountId } = status.order
    const account = yield* access.account(accountId)
    if (!account.scopes.includes("video.list")) {
      return { _tag: "NotAllowed", username: account.username } satisfies Listed
    }
    const known = yield* orAway(fingerprints.known(accountId))
    const own = known.find(({ assetId }) => assetId === asset.id)
    const taken = new Set(
      known.flatMap(({ assetId, postId }) => postId === null || assetId === asset.id ? [] : [postId])
    )
    const videos: Array<DisplayedVideo> = []
    let cursor = yield* Clock.currentTimeMillis
    for (let page = 0; page < MOST_PAGES; page++) {
      const { cursor: next, hasMore, videos: more } = yield* access.call({
        accountId,
        window: "videoList",
        envelope: (part) => envelope(`${part}:list:${page}:${round}:${job.token}`, false),
        make: (token) => api.videoList({ token, ...(page === 0 ? {} : { cursor }) })
      })
      videos.push(...more)
      if (!hasMore || next === undefined || next < status.publication.openedAt) break
      cursor = next
    }
    const found = candidatesFor(videos, status, taken)
    const rivals = own === undefined ? 0 : known.filter((other) => isRival(own, other)).length
    const [first] = found
    if (first === undefined) return { _tag: "None" } satisfies Listed
    return found.length + rivals === 1
      ? { _tag: "Found", postId: first.id } satisfies Listed
      : { _tag: "Several", count: found.length + rivals } satisfies Listed
  })
