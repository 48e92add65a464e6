import { Account } from "@callsheet/domain/account/Account"
import { Api } from "@callsheet/domain/api/Api"
import { Asset } from "@callsheet/domain/asset/Asset"
import { seenDigest } from "@callsheet/domain/Digest"
import type { Failure } from "@callsheet/domain/Failure"
import { hours } from "@callsheet/domain/Instant"
import { Plan, type PlanStatus, type Resumable, revisionOf } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { planOnAlarm } from "@callsheet/domain/plan/PlanDuties"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { planWaitingFor } from "@callsheet/domain/plan/PlanWaiting"
import { type Step } from "@callsheet/domain/Remedy"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck, Schema } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { stopsOf } from "./Failures.ts"
import { acts, AT, follow, waysOf, type World, worldOf } from "./Following.ts"

const SLOT = AT - 300_000

type Publishing = Extract<Resumable, { _tag: "publishing" }>
type AtTikTok = Plan & { readonly status: Publishing }

const [sample] = FastCheck.sample(
  Arbitrary.make(Plan).filter((plan): plan is AtTikTok => plan.status._tag === "publishing"),
  { numRuns: 1, seed: 11 }
)
const [account] = FastCheck.sample(Arbitrary.make(Account), { numRuns: 1, seed: 3 })
const [asset] = FastCheck.sample(
  Arbitrary.make(Asset).filter(({ status }) => status._tag === "published"),
  { numRuns: 1, seed: 3 }
)

/** A plan at its slot, with a finished video that was released under a privacy that not every account offers. */
const plan: AtTikTok = {
  ...sample!,
  slot: SLOT,
  graceMillis: hours(2),
  wantedAt: undefined,
  locked: false,
  delivery: "direct",
  script: null,
  settings: { ...sample!.settings, privacy: "FOLLOWER_OF_CREATOR", brandContent: false },
  status: {
    ...sample!.status,
    publishId: null,
    release: {
      ...sample!.status.release,
      settings: { ...sample!.status.release.settings, privacy: "FOLLOWER_OF_CREATOR" }
    }
  }
}
const paused = {
  ...account!,
  id: plan.accountId,
  orgId: plan.orgId,
  paused: { by: "key:test", at: AT, reason: "" }
}

const { approval, assetId, release, reviewed } = plan.status
/** Where a plan can be when it stops. With merged gates the approval is the release. */
const wheres: Readonly<Record<string, PlanStatus>> = {
  approved: { _tag: "approved", approval },
  generating: { _tag: "generating", approval, assetId, gates: "both" },
  "generating under merged gates": { _tag: "generating", approval, assetId, gates: "plan" },
  publishing: plan.status
}

const report = (self: Plan, failure: Failure, unsure: boolean): Plan => {
  const command: PlanCommand = { _tag: "ReportFailure", failure, unsure, noneOpen: true }
  return planMachine.evolve(self, Either.getOrThrow(planMachine.decide(self, command, AT, "job:tell")), AT)
}

const failureIn = ({ status }: Plan): Failure | null =>
  status._tag === "failed" || status._tag === "needs_attention" ? status.failure : null

const isStopped = (self: Plan) => failureIn(self) !== null

/** What a second try would meet otherwise than the first. */
const isOther = (before: Plan, after: Plan): boolean =>
  after.status._tag === "cancelled" ||
  after.allowances.length > before.allowances.length ||
  revisionOf(after) > revisionOf(before) ||
  JSON.stringify(after.settings) !== JSON.stringify(before.settings) ||
  // Turned down and approved again: another video.
  (before.status._tag === "failed" || before.status._tag === "needs_attention") && after.status._tag === "approved" &&
    after.status.approval.at === AT

const stops = stopsOf(plan, paused, { ...asset!, planId: plan.id, orgId: plan.orgId })

describe("the remedy of what stopped a plan", () => {
  for (const { failure, name, ownCause } of stops) {
    it(`leads on after ${failure.tag} (${name})`, () => {
      const onlyAtTikTok = failure.steps?.some(({ action }) => action?.call === "plan.release") === true
      for (const [where, status] of Object.entries(wheres)) {
        // A video that was released can be refused for its settings, and nothing before.
        if (onlyAtTikTok && status._tag !== "publishing") continue
        for (const unsure of [true, false]) {
          const stopped = report({ ...plan, status }, failure, unsure)
          const { steps = [] } = failureIn(stopped)!
          const ways = waysOf(steps)
          const told = `${failure.tag}, ${where}: ${JSON.stringify(steps)}`
          assert.isTrue(ways.some(acts), told)
          const ends = ways.map((way) => follow(worldOf(stopped), way))
          ways.forEach((way, index) => {
            const movesPlan = way.some(({ action }) => action?.call === "plan.retry" || action?.call === "plan.release")
            if (movesPlan) assert.isFalse(isStopped(ends[index]!.plan), `${told} (way ${index})`)
            if (ownCause === undefined || !acts(way) || ownCause.outside.includes(index)) return
            if (ends[index]!.plan !== stopped) {
              assert.isTrue(isOther(stopped, ends[index]!.plan), `circle: ${told} (way ${index})`)
            }
          })
          const goesOn = ends.some(({ plan: after }) => !isStopped(after) && after.status._tag !== "cancelled")
          assert.isTrue(goesOn || failure.tag === "AlreadyPosted", told)
        }
      }
    })
  }

  it("leads out of a privacy that the account does not offer, with the same video", () => {
    const { failure } = stops.find(({ name }) => name === "privacy_level_option_mismatch")!
    const stopped = report(plan, failure, false)
    const after = follow(worldOf(stopped), waysOf(failureIn(stopped)!.steps ?? [])[0]!).plan
    assert.nestedPropertyVal(after, "status._tag", "assets_generated")
    assert.nestedPropertyVal(after, "status.release.settings.privacy", "PUBLIC_TO_EVERYONE")
    assert.nestedPropertyVal(after, "status.release.sha256", reviewed.video.sha256)
  })

  it("can be followed for whatever its own deadlines ask", () => {
    const waiting: ReadonlyArray<PlanStatus> = [
      { _tag: "scheduled" },
      ...Object.values(wheres),
      { _tag: "in_review", approval, assetId, reviewed },
      { ...plan.status, publishId: "p1" },
      { _tag: "published", approval, assetId, reviewed, release, publishId: "p1" }
    ]
    for (const status of waiting) {
      const self: Plan = { ...plan, status }
      const at = SLOT + hours(24 * 4)
      const command = planOnAlarm(self, SLOT, at)
      assert.isNotNull(command, status._tag)
      const asks = planMachine.evolve(self, Either.getOrThrow(planMachine.decide(self, command!, at, "clock")), at)
      const ways = waysOf(failureIn(asks)?.steps ?? [])
      assert.isTrue(ways.some(acts), status._tag)
      for (const way of ways) {
        const after = follow(worldOf(asks), way).plan
        if (after !== asks) assert.isFalse(isStopped(after), `${status._tag}: ${JSON.stringify(way)}`)
      }
    }
  })

  it("is the call that a stopped plan says it waits for", () => {
    for (const { failure } of stops) {
      const stopped = report(plan, failure, false)
      const { action } = planWaitingFor(stopped, AT)!
      assert.isNotNull(action, failure.tag)
      assert.notMatch(JSON.stringify(action), /null|undefined/)
    }
  })
})

describe("the remedy of a refusal", () => {
  const drawn = FastCheck.sample(Arbitrary.make(Plan), { numRuns: 400, seed: 7 }).map((one, index): Plan => ({
    ...one,
    slot: index % 2 === 0 ? SLOT - hours(24) : SLOT,
    graceMillis: hours(2),
    wantedAt: undefined
  }))
  /** Rarely drawn: a bare topic that waits for its approval. */
  const bare: Plan = { ...plan, status: { _tag: "scheduled" }, locked: false, script: null, notes: undefined }
  const plans = [...drawn, bare]
  const content = { ...plan, settings: { ...plan.settings, brandContent: true, privacy: "SELF_ONLY" as const } }
  const asked: ReadonlyArray<PlanCommand> = [
    { _tag: "Approve", modelWrites: false },
    { _tag: "Approve" },
    { _tag: "Release", settings: {}, musicUsageConfirmed: true },
    { _tag: "Release", settings: { privacy: "SELF_ONLY", brandContent: true }, musicUsageConfirmed: true },
    { _tag: "Release", settings: { privacy: "PUBLIC_TO_EVERYONE" }, musicUsageConfirmed: true, seen: "old" },
    { _tag: "Reject", reason: "why" },
    { _tag: "Reschedule", slot: AT - 1, timeZone: "UTC" },
    { _tag: "Lock" },
    { _tag: "Unlock" },
    { _tag: "Cancel", reason: "" },
    { _tag: "Retry" },
    { _tag: "Allow", reason: "why" },
    { _tag: "Edit", edits: -1, content },
    { _tag: "Edit", edits: 0, content }
  ]

  it("names calls that are possible then", () => {
    const seen = new Set<string>()
    for (const self of plans) {
      for (const command of asked) {
        const decided = planMachine.decide(self, command, AT, "key:test", 7)
        if (Either.isRight(decided)) continue
        const error = decided.left
        seen.add(error._tag)
        const steps: ReadonlyArray<Step> = "steps" in error ? error.steps ?? [] : []
        // The first way out is the one that is promised; what is behind it may need it (as a late release needs its slot).
        for (const way of waysOf(steps).slice(0, 1)) followOnce(worldOf(self), way)
      }
    }
    for (
      const tag of [
        "BrandedContentIsPrivate",
        "NotLocked",
        "NotWhatWasSeen",
        "NothingToAllow",
        "NothingToSay",
        "PlanEditedMeanwhile",
        "PlanLocked",
        "PrivacyNotChosen",
        "PublicationUnderWay",
        "SlotInThePast"
      ]
    ) assert.isTrue(seen.has(tag), tag)
  })
})

/** The first step that acts: what follows it may be refused for another reason, with a remedy of its own. */
const followOnce = (world: World, way: ReadonlyArray<Step>): World => {
  const first = way.findIndex(({ action }) => action !== undefined && !/\.(show|list|timeline)$/.test(action.call))
  return first === -1 ? world : follow(world, way.slice(0, first + 1))
}

describe("the calls of remedies", () => {
  const steps = stops.flatMap(({ failure }) => report(plan, failure, false)).flatMap((one) =>
    failureIn(one)?.steps ?? []
  )

  it("have inputs that their calls take", () => {
    for (const { action } of steps) {
      if (action === undefined) continue
      const rpc = Api.requests.get(action.call)
      assert.isDefined(rpc, action.call)
      const payload = rpc!.payloadSchema as unknown as Schema.Struct<Schema.Struct.Fields>
      for (const [name, value] of Object.entries(action.input)) {
        const field = payload.fields[name]
        assert.isDefined(field, `${action.call} takes no ${name}`)
        const one = Schema.Struct({ [name]: field! }) as unknown as Schema.Schema<unknown, unknown>
        assert.isTrue(Either.isRight(Schema.decodeUnknownEither(one)({ [name]: value })), `${action.call} ${name}`)
      }
    }
  })

  it("are tried for every failure that the source names one for", () => {
    const files = (folder: string): ReadonlyArray<string> =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.name === "dist" || entry.name === "node_modules"
          ? []
          : entry.isDirectory()
          ? files(join(folder, entry.name))
          : entry.name.endsWith(".ts")
          ? [join(folder, entry.name)]
          : []
      )
    const covered = new Set(stops.map(({ failure }) => failure.tag))
    // What no plan stops of: their owners' own tests follow them.
    const elsewhere = new Set([
      "ConnectionExpired",
      "ConnectionEnded",
      "ConsentRefused",
      "ActorMissing",
      "PresetMissing",
      "DuplicateVideo"
    ])
    const named = ["domain", "worker", "actors", "tiktok", "server"].flatMap((room) =>
      files(`packages/${room}/src`).flatMap((path) =>
        [...readFileSync(path, "utf8").matchAll(/failureWith\(\s*\{\s*tag: "(\w+)"/g)].map(([, tag]) => tag!)
      )
    )
    assert.isAbove(named.length, 8)
    for (const tag of named) assert.isTrue(covered.has(tag) || elsewhere.has(tag), `${tag} is followed by no test`)
  })
})

describe("a release that names what was seen", () => {
  const asks = (seen: string): PlanCommand => ({
    _tag: "Release",
    settings: { privacy: "PUBLIC_TO_EVERYONE" },
    musicUsageConfirmed: true,
    seen
  })

  it("is refused for anything else", () => {
    const self: Plan = { ...plan, status: { _tag: "in_review", approval, assetId, reviewed } }
    const digest = seenDigest(reviewed)
    assert.strictEqual(planMachine.answer(self, null, 1, AT).digest, digest)
    assert.isTrue(Either.isRight(planMachine.decide(self, asks(digest), AT, "key:test")))
    const other = seenDigest({ ...reviewed, caption: `${reviewed.caption} and more` })
    assert.nestedPropertyVal(planMachine.decide(self, asks(other), AT, "key:test"), "left._tag", "NotWhatWasSeen")
  })
})
