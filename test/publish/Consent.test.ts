import { type Account, consentMarginMillis } from "@callsheet/domain/account/Account"
import { accountMachine } from "@callsheet/domain/account/AccountMachine"
import { AccountId, OrgId } from "@callsheet/domain/Ids"
import { days, hours, type Instant } from "@callsheet/domain/Instant"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Either } from "effect"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { connectAgain, lookUntil, newCreator, reach, releasedPlan, standingOf } from "./support.ts"

const start = Date.UTC(2026, 10, 24)

const connect = (refreshLife: number) => ({
  _tag: "Connect" as const,
  orgId: OrgId.make(`org_${"0".repeat(26)}`),
  openId: "open",
  username: "ada",
  nickname: "Ada",
  scopes: ["user.info.basic", "video.publish", "video.list"],
  tokens: {
    access: "sealed",
    accessExpiresAt: start + hours(2),
    refresh: "sealed",
    refreshExpiresAt: start + refreshLife,
    obtainedAt: start
  }
})

const born = (refreshLife: number): Account =>
  accountMachine.evolve(
    null,
    Either.getOrThrow(
      accountMachine.birth(AccountId.make(`acc_${"0".repeat(26)}`), connect(refreshLife), start, "key:test")
    ),
    start
  )

/** What happens to an account that nobody touches: every alarm is answered, every renewal succeeds as `renew` says. */
const live = (refreshLife: number, until: Instant, renew: (account: Account, at: Instant) => Instant) => {
  let self = born(refreshLife)
  const told: Array<{ readonly tag: string; readonly at: Instant }> = []
  const take = (command: Parameters<typeof accountMachine.decide>[1], at: Instant) => {
    const event = Either.getOrThrow(accountMachine.decide(self, command, at, "alarm"))
    self = accountMachine.evolve(self, event, at)
    told.push({ tag: event._tag, at })
    return event
  }
  for (let steps = 0; steps < 10_000; steps++) {
    const at = accountMachine.alarm(self, start)
    if (at === null || at > until) break
    const command = accountMachine.onAlarm(self, start, at)
    if (command === null) throw new Error("an alarm with nothing to do comes again at once")
    if (take(command, at)._tag === "RefreshStarted") {
      take({
        _tag: "StoreTokens",
        scopes: self.scopes,
        tokens: {
          ...self.tokens,
          obtainedAt: at,
          accessExpiresAt: at + hours(2),
          refreshExpiresAt: renew(self, at)
        }
      }, at)
    }
  }
  return { self, told }
}

describe("the end of a consent", () => {
  it("D28: the owner is warned once, two weeks before the refresh token ends, though TikTok tells its end anew each time", () => {
    // The remaining life in whole seconds: the same end, told a little differently with every renewal.
    const { told } = live(
      days(180),
      start + days(179),
      (self, at) => self.tokens.refreshExpiresAt + (at % 7) * 300 - 900
    )
    const warnings = told.filter(({ tag }) => tag === "ConsentEnding")
    assert.lengthOf(warnings, 1)
    assert.closeTo(warnings[0]!.at, start + days(166), days(1))
  })

  it("D28: nobody is warned where each renewal prolongs the consent", () => {
    const { told } = live(days(180), start + days(400), (_, at) => at + days(180))
    assert.lengthOf(told.filter(({ tag }) => tag === "ConsentEnding"), 0)
  })

  it("D28: a refresh token past its end is not sent: the account asks for a new consent, once, and rests", () => {
    const { self, told } = live(days(20), start + days(40), (account) => account.tokens.refreshExpiresAt)
    assert.strictEqual(self.status._tag, "needs_reauth")
    assert.deepStrictEqual(told.filter(({ tag }) => tag === "AccessLost").length, 1)
    assert.isTrue(told.every(({ at, tag }) => tag !== "RefreshStarted" || at < start + days(20)))
    assert.isNull(accountMachine.alarm(self, start))
  })

  it("D28: a new consent ends the warning", () => {
    const { self } = live(days(20), start + days(19), (account) => account.tokens.refreshExpiresAt)
    const warned = accountMachine.answer(self, null, 1, start).account
    assert.strictEqual(warned.consentEnding?.tag, "ConsentEnding")
    assert.deepStrictEqual(warned.consentEnding?.steps?.[0]?.action, {
      call: "account.connect",
      input: { orgId: self.orgId }
    })
    const at = start + days(19)
    const event = Either.getOrThrow(
      accountMachine.decide(self, { ...connect(days(199)), orgId: self.orgId }, at, "key:test")
    )
    const renewed = accountMachine.evolve(self, event, at)
    assert.isNull(accountMachine.answer(renewed, event, 2, at).account.consentEnding)
    assert.strictEqual(consentMarginMillis(renewed), days(14))
  })
})

layer(stage({ speed: 20, sandbox: { settings: { accessTokenSeconds: 60, refreshTokenSeconds: 240 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a refresh token that is revoked", (it) => {
  it.effect("D28: becomes needs_reauth with its remedy, never a loop, and its plans go on after a new consent", () =>
    Effect.gen(function*() {
      const { control, sandbox } = yield* StageSandbox
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      yield* control.disconnect(creator.username)
      const plan = yield* releasedPlan(orgId, creator.accountId)
      const lost = yield* lookUntil(standingOf(creator.accountId), ({ status }) => status === "needs_reauth")
      assert.strictEqual(lost.status, "needs_reauth")
      assert.include(JSON.stringify(lost.state), "account.connect")
      const asked = sandbox.books.of("token").length
      yield* Effect.sleep("3 minutes")
      assert.strictEqual(sandbox.books.of("token").length, asked)
      assert.strictEqual((yield* standingOf(plan)).status, "publishing")
      yield* connectAgain(creator.accountId, creator.username)
      assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
    }))
})
