import { Asset, AssetStatus } from "@callsheet/domain/asset/Asset"
import { Plan, PlanStatus } from "@callsheet/domain/plan/Plan"
import { Arbitrary, FastCheck } from "effect"

export type PlanIn<S extends PlanStatus["_tag"]> = Plan & { readonly status: Extract<PlanStatus, { _tag: S }> }
export type AssetIn<S extends AssetStatus["_tag"]> = Asset & { readonly status: Extract<AssetStatus, { _tag: S }> }

const anyPlan = Arbitrary.make(Plan)
const anyPlanStatus = Arbitrary.make(PlanStatus)
const anyAsset = Arbitrary.make(Asset)
const anyAssetStatus = Arbitrary.make(AssetStatus)

/** Any plan in this status: only statuses are made until one fits, not whole plans. */
export const planIn = <S extends PlanStatus["_tag"]>(tag: S): FastCheck.Arbitrary<PlanIn<S>> =>
  FastCheck.tuple(
    anyPlan,
    anyPlanStatus.filter((status): status is Extract<PlanStatus, { _tag: S }> => status._tag === tag)
  ).map(([plan, status]) => ({ ...plan, status }))

/** Any asset in this status. */
export const assetIn = <S extends AssetStatus["_tag"]>(tag: S): FastCheck.Arbitrary<AssetIn<S>> =>
  FastCheck.tuple(
    anyAsset,
    anyAssetStatus.filter((status): status is Extract<AssetStatus, { _tag: S }> => status._tag === tag)
  ).map(([asset, status]) => ({ ...asset, status }))
