import { type Account, consentOf } from "@callsheet/domain/account/Account"
import type { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import { accountMachine } from "@callsheet/domain/account/AccountMachine"
import { OrgId } from "@callsheet/domain/Ids"
import { hours, minutes } from "@callsheet/domain/Instant"
import { assert, describe, it } from "@effect/vitest"
import { situations } from "../support/Decisions.ts"

const FRIDAY = 1_800_000_000_000
const MONDAY = FRIDAY + hours(60)
const failure = { tag: "AccessRemoved", message: "The creator removed this app's access.", remedy: "Connect again." }
const orgId = OrgId.make("org_3dzn8mwpkdpprspwnd6abbp1kh")

const tokens = (name: string, at: number) => ({
  access: `access ${name}`,
  accessExpiresAt: at + hours(2),
  refresh: `refresh ${name}`,
  refreshExpiresAt: at + hours(24 * 180),
  obtainedAt: at
})

const given = situations(accountMachine, { at: FRIDAY, id: "acc_2cq2a0h7kbrfxzwbpq4gpprrhc" })

const tell = (self: Account | null, command: AccountCommand, at: number): Account =>
  given(self).when(command, at).next()

const connect = (self: Account | null, name: string, at: number): Account =>
  tell(self, {
    _tag: "Connect",
    orgId,
    openId: "open",
    username: "sunny.kitchen",
    nickname: "Sunny",
    scopes: ["video.publish"],
    tokens: tokens(name, at)
  }, at)

const first = connect(null, "of friday", FRIDAY)
const second = connect(first, "of monday", MONDAY)

describe("a new consent", () => {
  it("is not ended by news about the one before it", () => {
    const told = tell(second, { _tag: "LoseAccess", consent: consentOf(first), failure }, MONDAY + minutes(1))
    assert.strictEqual(told.status._tag, "connected")
    // A publication that was opened on Friday and fails on Monday.
    const heard = tell(second, { _tag: "LoseAccess", consent: FRIDAY + hours(1), failure }, MONDAY + minutes(1))
    assert.strictEqual(heard.status._tag, "connected")
  })

  it("is ended by news about itself", () => {
    const told = tell(second, { _tag: "LoseAccess", consent: consentOf(second), failure }, MONDAY + minutes(1))
    assert.strictEqual(told.status._tag, "needs_reauth")
  })

  it("is not overwritten by a renewal of the one before it that was still under way", () => {
    const renewal: AccountCommand = {
      _tag: "StoreTokens",
      consent: consentOf(first),
      scopes: [],
      tokens: tokens("renewed", MONDAY)
    }
    assert.deepStrictEqual(tell(second, renewal, MONDAY + 1_000).tokens, second.tokens)
    assert.deepStrictEqual(tell(first, renewal, MONDAY - 1_000).tokens, tokens("renewed", MONDAY))
  })

  it("does not end a rest that TikTok asked for", () => {
    const until = MONDAY + hours(5)
    const resting = tell(first, { _tag: "Suspend", until, failure }, MONDAY - hours(19))
    assert.nestedPropertyVal(connect(resting, "of monday", MONDAY), "status.until", until)
    assert.strictEqual(connect(resting, "of monday", until).status._tag, "connected")
  })
})
