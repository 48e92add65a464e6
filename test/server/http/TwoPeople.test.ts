import { httpStatusOf } from "@callsheet/domain/api/ApiError"
import { assert, layer } from "@effect/vitest"
import { Effect, Either } from "effect"
import { apiClient, newAccount, newKey, newOrg } from "../../support/ApiStage.ts"
import { notesAbout } from "../../support/Fixtures.ts"
import { HttpStage, stageUrl } from "../../support/HttpStage.ts"

interface Answer {
  readonly status: number
  readonly etag: string | null
  readonly body: unknown
}
interface Refusal {
  readonly error: {
    readonly tag: string
    readonly message: string
    readonly version?: number
    readonly steps: ReadonlyArray<{ readonly action: { readonly call: string; readonly input: object } }>
  }
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** A plan of an org, and two people of it at the same server. */
const desk = Effect.gen(function*() {
  const base = yield* stageUrl
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const { plan } = yield* client(
    "plan.add",
    { orgId, plan: { accountId, topic: "Salt", notes: notesAbout(`salt ${orgId}`), at: inDays(2) } },
    owner
  )
  const [ada, ben] = [yield* newKey(orgId, "editor", "Ada"), yield* newKey(orgId, "editor", "Ben")]
  type Person = typeof ada
  const post = (who: Person, call: string, payload: object, headers: Readonly<Record<string, string>> = {}) =>
    Effect.promise(async (): Promise<Answer> => {
      const answer = await fetch(`${base}/api/v1/${call.replace(".", "/")}`, {
        method: "POST",
        headers: { ...who.headers, "content-type": "application/json", ...headers },
        body: JSON.stringify(payload)
      })
      return { status: answer.status, etag: answer.headers.get("etag"), body: await answer.json() }
    })
  return { client, owner, id: plan!.id, ada, ben, post }
})

layer(HttpStage, { excludeTestServices: true, timeout: "90 seconds" })("Two people at one plan", (it) => {
  it.scoped("over HTTP one of two edits at once is stored; the other is told so, and following the remedy stores it, too", () =>
    Effect.gen(function*() {
      const { ada, ben, client, id, owner, post } = yield* desk
      for (let round = 0; round < 5; round++) {
        const { etag } = yield* post(ada, "plan.show", { id })
        assert.match(etag ?? "", /^"\d+"$/)
        const changes = [
          { who: ada, change: { topic: `Ada's, round ${round}` } },
          { who: ben, change: { hashtags: [`ben${round}`] } }
        ]
        const answers = yield* Effect.forEach(
          changes,
          ({ change, who }) => post(who, "plan.edit", { id, change }, { "if-match": etag! }),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(answers.map(({ status }) => status).toSorted((a, b) => a - b), [200, 412])
        const late = answers.findIndex(({ status }) => status === 412)
        const { error } = answers[late]!.body as Refusal
        assert.strictEqual(error.tag, "PlanEditedMeanwhile")
        const [look, again] = error.steps.map(({ action }) => action)
        const { change, who } = changes[late]!
        assert.strictEqual((yield* post(who, look!.call, look!.input)).status, 200)
        const stored = yield* post(who, again!.call, { ...again!.input, change })
        assert.strictEqual(stored.status, 200, JSON.stringify(stored.body))
        const plan = yield* client("plan.show", { id }, owner)
        assert.strictEqual(`"${plan.version}"`, stored.etag)
        assert.deepStrictEqual([plan.topic, plan.hashtags], [`Ada's, round ${round}`, [`ben${round}`]])
      }
      const told = yield* client("plan.timeline", { id }, owner)
      assert.lengthOf(told.filter(({ event }) => event === "PlanEdited"), 10)
    }))

  it.scoped("over RPC it is the same", () =>
    Effect.gen(function*() {
      const { ada, ben, client, id, owner } = yield* desk
      const { version } = yield* client("plan.show", { id }, owner)
      const edits = yield* Effect.forEach(
        [{ who: ada, topic: "Ada's" }, { who: ben, topic: "Ben's" }],
        ({ topic, who }) =>
          Effect.either(client("plan.edit", { id, ifVersion: version, change: { topic } }, { headers: who.headers })),
        { concurrency: "unbounded" }
      )
      const [lost, ...more] = edits.flatMap((edit) => Either.isLeft(edit) ? [edit.left] : [])
      assert.deepStrictEqual([lost?._tag, more], ["PlanEditedMeanwhile", []])
      assert.strictEqual(httpStatusOf(lost!._tag), 412)
      if (lost?._tag !== "PlanEditedMeanwhile") return
      yield* client("plan.edit", { id, ifVersion: lost.version, change: { topic: "Both" } }, owner)
      assert.strictEqual((yield* client("plan.show", { id }, owner)).topic, "Both")
    }))

  it.scoped("an If-Match that names no version that was seen stores nothing", () =>
    Effect.gen(function*() {
      const { ada, client, id, owner, post } = yield* desk
      const { etag } = yield* post(ada, "plan.show", { id })
      const version = Number(etag?.replaceAll("\"", ""))
      const edit = (ifMatch: string | null, payload: object = {}) =>
        post(
          ada,
          "plan.edit",
          { id, change: { topic: "Unseen" }, ...payload },
          ifMatch === null ? {} : { "if-match": ifMatch }
        )
      for (
        const ifMatch of [
          null,
          "*",
          "\"\"",
          "garbage",
          `"${version}`,
          `"${version}", "1"`,
          "\"-1\"",
          "\"99999999999\"",
          "\"999\""
        ]
      ) {
        const { body, status } = yield* edit(ifMatch)
        assert.deepStrictEqual([status, (body as Refusal).error.tag], [422, "InvalidInput"], String(ifMatch))
      }
      assert.include(((yield* edit("*")).body as Refusal).error.message, "ETag")
      assert.include(((yield* edit("\"999\"")).body as Refusal).error.message, `the plan is at ${version}`)
      assert.strictEqual((yield* edit(`"${version}"`, { ifVersion: version + 1 })).status, 422)
      assert.notInclude(JSON.stringify(yield* client("plan.show", { id }, owner)), "Unseen")
      // As browsers, proxies and hands write it.
      for (const [at, form] of [`"${version}"`, (v: number) => `W/"${v}"`, (v: number) => String(v)].entries()) {
        const seen = (yield* client("plan.show", { id }, owner)).version
        const ifMatch = typeof form === "string" ? form : form(seen)
        assert.strictEqual((yield* edit(ifMatch, { change: { topic: `Seen ${at}` } })).status, 200, ifMatch)
      }
    }))
})
