import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { decodeWebhook, webhookKey } from "@callsheet/tiktok/Webhook"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Either, Schedule } from "effect"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { connectAgain, lookUntil, newCreator, nothingBroken, only, reach, releasedPlan, standingOf } from "./support.ts"

/** Carries the sandbox's events to the inbox, as the server's door does after it has checked the signature. */
const carryEvents = Effect.gen(function*() {
  const { sandbox } = yield* StageSandbox
  const inbox = yield* WebhookInbox
  const now = yield* Clock.currentTimeMillis
  for (const attempt of sandbox.takeDueNotices(now)) {
    const event = Either.getOrThrow(decodeWebhook(attempt.body))
    const about = event._tag === "PublicationEvent" ? event : { publishId: null, postId: null }
    yield* inbox.put({
      receivedAt: now,
      event: event._tag === "PublicationEvent" ? event.what : event._tag,
      openId: event.openId,
      publishId: about.publishId,
      postId: about.postId,
      body: attempt.body,
      digest: webhookKey(event)
    })
    sandbox.settleNotice(attempt.deliveryId, 200, now)
  }
}).pipe(Effect.repeat(Schedule.spaced("1 second")), Effect.forkScoped)

const settings = {
  webhookUrl: "http://callsheet.test/",
  webhookCopies: 2,
  webhookReorder: true,
  processingMillis: 40_000,
  moderationMillis: 300_000,
  postIds: "never"
} as const

layer(stage({ speed: 20, sandbox: { settings } }), { excludeTestServices: true, timeout: "60 seconds" })(
  "what TikTok tells by itself",
  (it) => {
    it.scoped("F14: events end the asking, also twice and out of order, and bring the post id that status never gives", () =>
      Effect.gen(function*() {
        yield* carryEvents
        const { sandbox } = yield* StageSandbox
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        const plan = yield* releasedPlan(orgId, creator.accountId)
        yield* reach(plan, "published")
        const asked = () => sandbox.books.of("request").filter((entry) => entry.endpoint === "status").length
        const before = asked()
        const end = yield* lookUntil(standingOf(plan), ({ status }) => status === "tracked")
        assert.strictEqual(end.status, "tracked")
        const post = only(yield* nothingBroken(creator))
        const sql = yield* SqlClient.SqlClient
        const [stored] = yield* sql<{ postId: string }>`
          SELECT state->'status'->>'postId' AS "postId" FROM actor WHERE id = ${plan}`
        assert.strictEqual(stored!.postId, post.postId)
        // Five minutes of moderation, asked for at growing pauses.
        assert.isAtMost(asked() - before, 16)
      }))

    it.scoped("a post that goes out of view is written into the plan's timeline, once", () =>
      Effect.gen(function*() {
        yield* carryEvents
        const { control } = yield* StageSandbox
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        yield* control.settings({ moderationMillis: 1_000, processingMillis: 1_000 })
        const plan = yield* releasedPlan(orgId, creator.accountId)
        yield* reach(plan, "tracked")
        yield* control.removePost(only(yield* nothingBroken(creator)).postId)
        const sql = yield* SqlClient.SqlClient
        const hidden = sql`SELECT by, reason FROM event WHERE plan_id = ${plan} AND tag = 'PostHidden'`
        yield* lookUntil(hidden, ({ length }) => length > 0)
        yield* Effect.sleep("10 seconds")
        const row = only(yield* hidden)
        assert.strictEqual(row["by"], "tiktok")
        assert.match(String(row["reason"]), /no longer shows the post/)
      }))

    it.scoped("D28: a consent taken away asks its owner at once; connected again, a waiting plan goes on by itself", () =>
      Effect.gen(function*() {
        yield* carryEvents
        const { control } = yield* StageSandbox
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        yield* control.disconnect(creator.username)
        const account = yield* reach(creator.accountId, "needs_reauth")
        assert.deepStrictEqual([account.status, account.failure], ["needs_reauth", "AccessRemoved"])
        const plan = yield* releasedPlan(orgId, creator.accountId)
        yield* reach(plan, "publishing")
        yield* Effect.sleep("90 seconds")
        assert.strictEqual((yield* standingOf(plan)).status, "publishing")
        yield* connectAgain(creator.accountId, creator.username)
        assert.strictEqual((yield* reach(plan, "tracked")).status, "tracked")
        assert.lengthOf(yield* nothingBroken(creator), 1)
      }))
  }
)
