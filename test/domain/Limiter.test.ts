import { Account } from "@callsheet/domain/account/Account"
import { accountMachine } from "@callsheet/domain/account/AccountMachine"
import { tikTokLimits } from "@callsheet/domain/facts/TikTokLimits"
import { AccountId, OrgId } from "@callsheet/domain/Ids"
import { days, hours } from "@callsheet/domain/Instant"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc, Schema } from "effect"

const MINUTE = 60_000
/** As the product asks for its grants: how much later than granted a call may reach the other side. */
const MARGIN = 3_000
const start = Date.UTC(2026, 10, 24)

const birth = (): Account => {
  const born = accountMachine.birth(
    AccountId.make(`acc_${"0".repeat(26)}`),
    {
      _tag: "Connect",
      orgId: OrgId.make(`org_${"0".repeat(26)}`),
      openId: "open",
      username: "ada",
      nickname: "Ada",
      scopes: [],
      tokens: {
        access: "sealed",
        accessExpiresAt: start + days(30),
        refresh: "sealed",
        refreshExpiresAt: start + days(180),
        obtainedAt: start
      }
    },
    start,
    "key:test"
  )
  return accountMachine.evolve(null, Either.getOrThrow(born), start)
}

type Step =
  /** One call is asked for, this long after the step before. */
  | { readonly _tag: "ask"; readonly gap: number; readonly late: number; readonly patience: number }
  /** The owner dies; the next one reads the stored row, and its clock is off by this much. */
  | { readonly _tag: "failover"; readonly skew: number }
  /** TikTok says 429. */
  | { readonly _tag: "freeze"; readonly millis: number }

const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 * MINUTE }) }
)
/** Clocks of two owners differ by at most a second, and an answer is at most a second on its way: both within the margin. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      _tag: fc.constant("ask" as const),
      gap,
      late: fc.integer({ min: 0, max: 1_000 }),
      patience: fc.constantFrom(0, 4_000, 10 * MINUTE)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({ _tag: fc.constant("failover" as const), skew: fc.integer({ min: -500, max: 500 }) })
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("freeze" as const), millis: fc.integer({ min: 0, max: MINUTE }) })
  }
)

const stored = Schema.decodeUnknownSync(Account)

interface Told {
  /** True moments at which calls reached TikTok, and whether a freeze was withdrawn from under them. */
  readonly calls: ReadonlyArray<number>
  readonly frozen: ReadonlyArray<{ readonly at: number; readonly until: number }>
}

const play = (limit: number, steps: ReadonlyArray<Step>): Told => {
  let self = birth()
  let now = start
  let skew = 0
  const granted: Array<{ readonly leaves: number; readonly arrives: number }> = []
  const frozen: Array<{ readonly at: number; readonly until: number }> = []
  for (const one of steps) {
    if (one._tag === "failover") {
      // All that the next owner knows is what was stored.
      self = stored(JSON.parse(JSON.stringify(self)))
      skew = one.skew
      continue
    }
    if (one._tag === "freeze") {
      const until = now + one.millis
      const event = Either.getOrThrow(
        accountMachine.decide(self, { _tag: "Freeze", window: "init", until: until + skew }, now + skew, "job")
      )
      self = accountMachine.evolve(self, event, now + skew)
      frozen.push({ at: now, until })
      // Anyone who holds a grant that lies ahead looks at the row again before it calls, and finds it withdrawn.
      for (let i = granted.length - 1; i >= 0; i--) if (granted[i]!.leaves > now) granted.splice(i, 1)
      continue
    }
    now += one.gap
    const answer = accountMachine.decide(
      self,
      {
        _tag: "Permit",
        window: "init",
        limit,
        windowMillis: MINUTE,
        marginMillis: MARGIN,
        patienceMillis: one.patience,
        holder: null
      },
      now + skew,
      "job"
    )
    if (Either.isLeft(answer)) {
      assert.strictEqual(answer.left._tag, "WindowFull")
      continue
    }
    const event = answer.right
    self = accountMachine.evolve(self, event, now + skew)
    if (event._tag !== "CallPermitted") throw new Error(event._tag)
    const leaves = event.at - skew
    granted.push({ leaves, arrives: leaves + one.late })
  }
  return { calls: granted.map(({ arrives }) => arrives).toSorted((a, b) => a - b), frozen }
}

const fullest = (calls: ReadonlyArray<number>): number => {
  let first = 0
  let most = 0
  calls.forEach((at, last) => {
    while (calls[first]! <= at - MINUTE) first++
    most = Math.max(most, last - first + 1)
  })
  return most
}

/** When the last call leaves if the limit is used to the full and nothing is ever late: no schedule is faster. */
const fastest = (limit: number, arrivals: ReadonlyArray<number>): number => {
  const calls: Array<number> = []
  for (const at of arrivals) calls.push(Math.max(at, (calls[calls.length - limit] ?? -Infinity) + MINUTE))
  return calls.at(-1) ?? 0
}

describe("the limiter of an account", () => {
  const limits = fc.constantFrom(tikTokLimits.init.limit, tikTokLimits.creatorInfo.limit, tikTokLimits.status.limit)

  it("D07, F08, T05: for any arrivals, failovers, clocks and 429s no minute at TikTok holds more calls than the limit", () => {
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 400 }), (limit, steps) => {
        assert.isAtMost(fullest(play(limit, steps).calls), limit)
      }),
      { numRuns: 300 }
    )
  })

  it("F08, T05: no call leaves while TikTok's freeze holds, whoever owns the account by then", () => {
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 200 }), (limit, steps) => {
        const { calls, frozen } = play(limit, steps)
        for (const { at, until } of frozen) {
          // A second for the clocks of two owners.
          assert.isFalse(calls.some((call) => call > at + 1_000 && call < until - 1_000))
        }
      }),
      { numRuns: 300 }
    )
  })

  it("F08, T05: whatever the arrivals, the last call leaves within 5 % of the fastest schedule there is", () => {
    fc.assert(
      fc.property(limits, fc.array(gap, { minLength: 1, maxLength: 400 }), (limit, gaps) => {
        let at = start
        const arrivals = gaps.map((pause) => (at += pause))
        const { calls } = play(limit, gaps.map((pause) => ({ _tag: "ask", gap: pause, late: 0, patience: hours(10) })))
        assert.lengthOf(calls, arrivals.length)
        const ours = calls.at(-1)! - start
        const best = fastest(limit, arrivals) - start
        // Of the first full minute alone the margin is paid once, ahead of any average.
        assert.isAtMost(ours, best / 0.95 + MARGIN)
      }),
      { numRuns: 300 }
    )
  })

  it("F08: the same property finds a limiter that forgets its grants at a failover", () => {
    const forgetful = (steps: ReadonlyArray<Step>) =>
      steps.reduce<{ lives: ReadonlyArray<ReadonlyArray<Step>> }>(
        ({ lives }, one) =>
          one._tag === "failover"
            ? { lives: [...lives, []] }
            : { lives: [...lives.slice(0, -1), [...(lives.at(-1) ?? []), one]] },
        { lives: [[]] }
      ).lives
    const asks = Array.from({ length: 6 }, (): Step => ({ _tag: "ask", gap: 0, late: 0, patience: 0 }))
    const lives = forgetful([...asks, { _tag: "failover", skew: 0 }, ...asks])
    assert.isAbove(fullest(lives.flatMap((life) => play(6, life).calls).toSorted((a, b) => a - b)), 6)
  })
})
