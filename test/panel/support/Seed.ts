/** An org as it stands on a working day: plans in every status, one account in trouble, work that was given up. */
import type { AccountId, OrgId, PlanId } from "@callsheet/domain/Ids"
import { SandboxServer } from "@callsheet/sandbox/Http"
import type { Creator } from "@callsheet/sandbox/Records"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { notesAbout } from "../../support/Fixtures.ts"
import { eventually } from "../../support/RunningStack.ts"
import { connectAccount } from "../../support/WorkerHarness.ts"
import type { PanelStage, Person } from "./PanelStage.ts"

interface Plan {
  readonly id: PlanId
  readonly status: string
  readonly slot: string
}

const HOUR = 3_600_000

/** Creators of the sandbox with the names of the seed; a name belongs to one org. */
export const connect = (
  stage: PanelStage,
  orgId: OrgId,
  username: string,
  creator: Partial<Creator> = {}
): Promise<AccountId> =>
  stage.run(Effect.gen(function*() {
    const { control } = yield* SandboxServer
    yield* control.addCreator({ ...creator, username })
    return yield* connectAccount(orgId, username)
  }))

export interface Wish {
  readonly topic: string
  readonly inMillis: number
  readonly notes?: string
  readonly language?: string
  readonly hashtags?: ReadonlyArray<string>
  readonly draft?: boolean
  readonly delivery?: "direct" | "inbox"
}

export const addPlan = async (stage: PanelStage, person: Person, accountId: AccountId, wish: Wish): Promise<PlanId> => {
  const {
    delivery = "direct",
    draft = false,
    hashtags = [],
    inMillis,
    language = "en",
    notes = notesAbout(wish.topic),
    topic
  } = wish
  const at = new Date(Math.ceil((Date.now() + inMillis) / 60_000) * 60_000).toISOString()
  const { plan } = await stage.call<{ readonly plan: Plan }>(person, "plan/add", {
    orgId: person.orgId,
    plan: { accountId, topic, at, notes, language, hashtags, draft, delivery }
  })
  return plan.id
}

export const showPlan = (stage: PanelStage, person: Person, id: PlanId): Promise<Plan> =>
  stage.call<Plan>(person, "plan/show", { id })

export const untilStatus = (stage: PanelStage, person: Person, id: PlanId, ...statuses: ReadonlyArray<string>) =>
  eventually(
    `${id} in ${statuses.join(" or ")}`,
    () => showPlan(stage, person, id),
    ({ status }) => statuses.includes(status)
  )

export const inReview = async (
  stage: PanelStage,
  person: Person,
  accountId: AccountId,
  wish: Wish
): Promise<PlanId> => {
  const id = await addPlan(stage, person, accountId, wish)
  await stage.call(person, "plan/approve", { id })
  await untilStatus(stage, person, id, "in_review")
  return id
}

export const release = (stage: PanelStage, person: Person, id: PlanId) =>
  stage.call(person, "plan/release", {
    id,
    settings: { privacy: "PUBLIC_TO_EVERYONE", allowComment: true, allowDuet: false, allowStitch: false },
    musicUsageConfirmed: true
  })

/** The slot comes now, so that a released plan goes out. */
export const bringForward = (stage: PanelStage, person: Person, id: PlanId) =>
  stage.call(person, "plan/reschedule", { id, at: "now" })

export { HOUR }

/** What a job that was given up looks like, written as the queue writes it. */
export const giveUp = (stage: PanelStage, orgId: OrgId, planId: PlanId | null, of: {
  readonly kind: string
  readonly message: string
  readonly remedy: string
  readonly agoMillis: number
}) =>
  stage.run(Effect.flatMap(SqlClient.SqlClient, (sql) => {
    const at = Date.now() - of.agoMillis
    const failure = { tag: "GivenUp", message: of.message, remedy: of.remedy, retry: { _tag: "Never" } }
    const history = [0, 1, 2].map((step) => ({
      at: new Date(at - (2 - step) * 30_000).toISOString(),
      event: step === 2 ? "Bury" : "Postpone",
      by: "worker-1-34001",
      failure
    }))
    return sql`
      INSERT INTO job (key, kind, owner_kind, owner_id, org_id, plan_id, priority, run_at, state, attempts, payload,
        failure, history, created_at, started_at, ended_at)
      VALUES (${`seed:${of.kind}:${at}`}, ${of.kind}, 'plan', ${
      planId ?? orgId
    }, ${orgId}, ${planId}, 0, ${at}, 'dead', 3,
        '{}'::jsonb, ${JSON.stringify(failure)}::jsonb, ${JSON.stringify(history)}::jsonb, ${at - 120_000}, ${
      at - 60_000
    }, ${at})`
  }))
