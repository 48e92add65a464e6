import { Account } from "@callsheet/domain/account/Account"
import { accountMachine } from "@callsheet/domain/account/AccountMachine"
import { AccountReply } from "@callsheet/domain/account/AccountView"
import { Asset } from "@callsheet/domain/asset/Asset"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import { AssetView } from "@callsheet/domain/asset/AssetView"
import { Org } from "@callsheet/domain/org/Org"
import { orgMachine } from "@callsheet/domain/org/OrgMachine"
import { OrgView } from "@callsheet/domain/org/OrgView"
import { Plan } from "@callsheet/domain/plan/Plan"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { PlanView } from "@callsheet/domain/plan/PlanView"
import { Context, Effect, Layer } from "effect"
import { makeActorRuntime } from "./ActorRuntime.ts"

/** The four loops of this process, one a kind. */
const makeHosts = Effect.all({
  plan: makeActorRuntime({ machine: planMachine, state: Plan, answer: PlanView }),
  asset: makeActorRuntime({ machine: assetMachine, state: Asset, answer: AssetView }),
  account: makeActorRuntime({ machine: accountMachine, state: Account, answer: AccountReply }),
  org: makeActorRuntime({ machine: orgMachine, state: Org, answer: OrgView })
})

export class ActorRuntimes
  extends Context.Tag("@callsheet/actors/ActorRuntimes")<ActorRuntimes, Effect.Effect.Success<typeof makeHosts>>()
{
  static readonly layer = Layer.effect(this, makeHosts)
}
