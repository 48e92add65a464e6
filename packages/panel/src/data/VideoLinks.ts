import type { LinkedFile } from "@callsheet/domain/api/calls/asset"
import type { AssetView } from "@callsheet/domain/asset/AssetView"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useAsked } from "./Requests.ts"

const LINK_SECONDS = 3_600
/** Well before a link ends the player gets another one; until then it keeps its address, so nothing is loaded twice. */
const KEPT_MILLIS = 45 * 60_000

const kept = new Map<string, { readonly path: string; readonly until: number }>()

const steady = ({ path, sha256 }: LinkedFile): string => {
  const known = kept.get(sha256)
  if (known !== undefined && known.until > Date.now()) return known.path
  kept.set(sha256, { path, until: Date.now() + KEPT_MILLIS })
  return path
}

export interface VideoLinks {
  /** There is a video whose address is on its way, or nobody knows yet whether there is one. */
  readonly reading: boolean
  readonly video: string | null
  readonly cover: string | null
}

/** Signed addresses of the very files of a plan: named by their hash, so they open nothing that is made later. */
export const useVideoLinks = (plan: PlanView, asset: AssetView | undefined): VideoLinks => {
  const hash = asset?.video?.sha256 ?? null
  const { data, error } = useAsked("asset.link", { id: plan.id, seconds: LINK_SECONDS }, {
    fresh: hash,
    renew: KEPT_MILLIS,
    skip: hash === null
  })
  // An answer about an earlier video is not this one.
  return data === undefined || hash === null || data.video.sha256 !== hash
    ? {
      video: null,
      cover: null,
      reading: error === null && plan.assetId !== null && (asset === undefined || hash !== null)
    }
    : { video: steady(data.video), cover: steady(data.cover), reading: false }
}
