import { movesPlan } from "@callsheet/domain/Remedy"
import * as ModelScriptWriter from "@callsheet/studio/script/ModelScriptWriter"
import { type ScriptBrief, ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { layerConfig } from "@callsheet/studio/script/ScriptWriterConfig"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Cause, ConfigProvider, Effect, Layer, Option, Redacted } from "effect"
import { freePurchases } from "../../support/FreePurchases.ts"
import { loopback, type Reply } from "../../tiktok/Loopback.ts"

const brief = {
  topic: "Paper cranes",
  language: "en-GB",
  hashtags: ["origami"],
  seed: "pln_1",
  avoid: ["Said before."]
}

const draft = {
  hook: { text: "One sheet, one *crane*.", emoji: "🕊️" },
  beats: [
    { text: "But fold it in *half*.", emoji: "📄", kicker: "Step 1" },
    { text: "Open,  and fold\n again.", emoji: "", kicker: "" },
    { text: "Pull the *wings*.", emoji: "🪽", kicker: "x".repeat(41) }
  ],
  cta: { text: "*Save* this crane.", emoji: "📌" },
  caption: "A crane in a minute.",
  hashtags: ["#Paper", "Origami", "how to"]
}

const completion = (content: unknown, more: object = {}, message: object = {}) =>
  JSON.stringify({
    id: "gen-1",
    choices: [{ finish_reason: "stop", message: { role: "assistant", content, ...message }, ...more }],
    usage: { prompt_tokens: 310, completion_tokens: 140, cost: 0.00123 }
  })

const written = (reply: Reply, path = "/api/v1", more: Partial<ScriptBrief> = {}) =>
  Effect.gen(function*() {
    const server = yield* loopback(() => reply)
    const layer = ModelScriptWriter.layer({
      url: `${server.url}${path}`,
      key: Option.some(Redacted.make("sk-very-secret")),
      model: "acme/writer-1",
      userAgent: "callsheet/test"
    }).pipe(Layer.provideMerge(freePurchases), Layer.provide(NodeHttpClient.layerUndici))
    const result = yield* Effect.either(
      Effect.provide(Effect.flatMap(ScriptWriter, (writer) => writer.write({ ...brief, ...more })), layer)
    )
    return { result, seen: server.seen }
  }).pipe(Effect.scoped)

/** Keywords that strict modes of providers refuse. */
const refusedKeywords = ["$ref", "$defs", "$schema", "minLength", "maxLength", "pattern"]

describe("ModelScriptWriter", () => {
  it.live("asks a chat endpoint for a script in a strict, self-contained form and reads it", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* written({ body: completion(JSON.stringify(draft)) })
      if (result._tag === "Left") throw result.left
      const { provenance, requestId, script, usage } = result.right
      assert.deepStrictEqual(script.lines.map((line) => ({ ...line })), [
        { role: "hook", text: "One sheet, one *crane*.", emoji: "🕊️" },
        { role: "turn", text: "But fold it in *half*.", emoji: "📄", kicker: "Step 1" },
        { role: "beat", text: "Open, and fold again." },
        { role: "beat", text: "Pull the *wings*.", emoji: "🪽" },
        { role: "cta", text: "*Save* this crane.", emoji: "📌" }
      ])
      assert.deepStrictEqual(script.hashtags, ["origami", "Paper", "howto"])
      assert.deepStrictEqual(script.source, { _tag: "model", model: "acme/writer-1" })
      assert.strictEqual(script.language, "en-GB")
      assert.strictEqual(provenance.engine, "model/acme/writer-1")
      assert.deepStrictEqual(usage, { promptTokens: 310, completionTokens: 140, costMicros: 1_230 })
      assert.strictEqual(requestId, "gen-1")

      assert.strictEqual(seen[0]?.url, "/api/v1/chat/completions")
      assert.strictEqual(seen[0]?.headers.authorization, "Bearer sk-very-secret")
      assert.strictEqual(seen[0]?.headers["user-agent"], "callsheet/test")
      const body = JSON.parse(seen[0]?.body.toString() ?? "")
      assert.deepStrictEqual(body.usage, { include: true })
      assert.deepStrictEqual(JSON.parse(body.messages[1].content).avoid, ["Said before."])
      const { schema, strict } = body.response_format.json_schema
      assert.isTrue(strict)
      assert.strictEqual(schema.type, "object")
      assert.isFalse(schema.additionalProperties)
      assert.sameMembers(schema.required, ["hook", "beats", "cta", "caption", "hashtags"])
      for (const keyword of refusedKeywords) assert.notInclude(JSON.stringify(schema), `"${keyword}"`)
    }))

  it.live("mends a script that the critic faults once, takes the better one, and says what is left", () =>
    Effect.gen(function*() {
      const greeting = { ...draft, hook: { text: "Hello and welcome to my *video*.", emoji: "" } }
      const answers = (...drafts: ReadonlyArray<typeof draft>) =>
        Effect.gen(function*() {
          let call = 0
          const server = yield* loopback(() => ({
            body: completion(JSON.stringify(drafts[call++] ?? draft))
          }))
          const layer = ModelScriptWriter.layer({
            url: server.url,
            key: Option.none(),
            model: "acme/writer-1",
            userAgent: "callsheet/test"
          }).pipe(Layer.provideMerge(freePurchases), Layer.provide(NodeHttpClient.layerUndici))
          const earlier = ["You fold it in *half* before anything else."]
          const made = yield* Effect.provide(
            Effect.flatMap(ScriptWriter, (writer) => writer.write({ ...brief, earlier })),
            layer
          )
          return { made, seen: server.seen }
        }).pipe(Effect.scoped)

      const mended = yield* answers(greeting, {
        ...draft,
        beats: [{ text: "But crease the paper twice and turn it.", emoji: "", kicker: "" }, ...draft.beats.slice(1)]
      })
      assert.lengthOf(mended.seen, 2)
      const { messages } = JSON.parse(mended.seen[1]?.body.toString() ?? "")
      assert.include(messages.at(-1).content, "The hook greets")
      assert.include(messages.at(-1).content, `"fold it in half" was said before`)
      assert.strictEqual(mended.made.script.lines[0]?.text, draft.hook.text)
      assert.isUndefined(mended.made.provenance.remarks)
      assert.strictEqual(mended.made.usage.completionTokens, 280)

      const stubborn = yield* answers(greeting, greeting)
      assert.lengthOf(stubborn.seen, 2)
      assert.include(stubborn.made.provenance.remarks?.join(" "), "The hook greets")
    }))

  it.live("D16: any stand-in is reached by its address, whole or as a base", () =>
    Effect.gen(function*() {
      for (const path of ["/v1/", "/v1/chat/completions"]) {
        const { seen } = yield* written({ body: completion(JSON.stringify(draft)) }, path)
        assert.strictEqual(seen[0]?.url, "/v1/chat/completions")
      }
    }))

  for (
    const [what, body] of [
      ["prose", completion("Sure! Here is your script:")],
      ["JSON of another form", completion(`{"title":"x"}`)],
      ["an empty content", completion(null)],
      ["a fenced block", completion("```json\n{}\n```")],
      ["no beats", completion(JSON.stringify({ ...draft, beats: [] }))],
      ["an empty line", completion(JSON.stringify({ ...draft, hook: { text: "  ", emoji: "" } }))],
      [
        "a line that is far too long",
        completion(JSON.stringify({ ...draft, cta: { text: "x".repeat(401), emoji: "" } }))
      ],
      ["a half answer", completion(JSON.stringify(draft), { finish_reason: "length" })]
    ] as const
  ) {
    it.live(`${what} is no script, and tells what it has cost already`, () =>
      Effect.gen(function*() {
        const { result } = yield* written({ body })
        assert.isTrue(result._tag === "Left" && result.left._tag === "ScriptUnreadable", JSON.stringify(result))
        if (result._tag === "Left" && result.left._tag === "ScriptUnreadable") {
          assert.strictEqual(result.left.usage.costMicros, 1_230)
          assert.strictEqual(result.left.requestId, "gen-1")
        }
      }))
  }

  it.live("what is no chat completion at all is no script either", () =>
    Effect.gen(function*() {
      for (const body of ["", "<html></html>", "{}", `{"choices":[]}`]) {
        const { result } = yield* written({ body })
        assert.strictEqual(result._tag === "Left" && result.left._tag, "ScriptUnreadable", body)
      }
    }))

  for (
    const [what, reply, why] of [
      ["a refusal", { body: completion(null, {}, { refusal: "I cannot help with that." }) }, "model"],
      ["a filter", { body: completion("", { finish_reason: "content_filter" }) }, "filter"],
      ["a wrong key", { status: 401, body: "{}" }, "credentials"],
      ["an empty purse", { status: 402, body: "{}" }, "credit"],
      ["an unknown model", { status: 404, body: "{}" }, "request"],
      ["a bad request", { status: 400, body: "{}" }, "request"]
    ] as ReadonlyArray<readonly [string, Reply, "model" | "filter" | "credentials" | "credit" | "request"]>
  ) {
    it.live(`${what} is final and says what to do`, () =>
      Effect.gen(function*() {
        const { result } = yield* written(reply)
        if (result._tag === "Right" || result.left._tag !== "ScriptRefused") throw new Error(JSON.stringify(result))
        assert.strictEqual(result.left.why, why)
        assert.deepStrictEqual(result.left.retry, { _tag: "never" })
        assert.isTrue(movesPlan(result.left.steps))
        assert.notInclude(JSON.stringify(result.left), "sk-very-secret")
      }))
  }

  it.live("T06: faults that pass are tried again, at the time the service names where it names one", () =>
    Effect.gen(function*() {
      const retryOf = (reply: Reply) =>
        Effect.map(written(reply), ({ result }) => (result._tag === "Left" ? result.left.retry : null))
      assert.deepStrictEqual(yield* retryOf({ status: 503, body: "" }), { _tag: "backoff" })
      assert.deepStrictEqual(yield* retryOf({ status: 429, body: "" }), { _tag: "backoff" })
      assert.deepStrictEqual(yield* retryOf({ status: 429, headers: { "retry-after": "12" }, body: "" }), {
        _tag: "after",
        millis: 12_000
      })
      assert.deepStrictEqual(yield* retryOf({ instead: (response) => response.destroy() }), { _tag: "backoff" })
    }))

  it.live("tells the model how the brand speaks and which part of a series it is; neither is asked for where there is none", () =>
    Effect.gen(function*() {
      const answer = { body: completion(JSON.stringify(draft)) }
      const asked = (more: Partial<ScriptBrief>) =>
        Effect.map(written(answer, "/api/v1", more), ({ seen }) => JSON.parse(seen[0]?.body.toString() ?? "").messages)
      const brand = { voice: "Dry and short.", examples: ["Flour is patient."] }
      const [system, user] = yield* asked({ brand, series: { title: "Cranes", part: 3, of: 7 } })
      assert.deepInclude(JSON.parse(user.content), { brand, series: { title: "Cranes", part: 3, of: 7 } })
      assert.match(system.content, /brand\.voice[\s\S]*series/)
      const [plain, only] = yield* asked({})
      assert.notMatch(plain.content, /brand|series/)
      assert.notProperty(JSON.parse(only.content), "brand")
    }))
})

describe("ScriptWriterConfig", () => {
  const engineOf = (variables: Readonly<Record<string, string>>) =>
    Effect.map(ScriptWriter, ({ engine }) => engine).pipe(
      Effect.provide(
        layerConfig.pipe(
          Layer.provide(Layer.merge(NodeHttpClient.layerUndici, freePurchases)),
          Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))))
        )
      )
    )

  it.effect("without a model rules write, with one the model does", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* engineOf({}), "rules/4")
      assert.strictEqual(yield* engineOf({ CALLSHEET_LLM_KEY: "k", CALLSHEET_LLM_MODEL: "acme/w" }), "model/acme/w")
      assert.strictEqual(
        yield* engineOf({ CALLSHEET_LLM_URL: "http://127.0.0.1:1/v1", CALLSHEET_LLM_MODEL: "local" }),
        "model/local"
      )
    }))

  it.effect("D26: half a configuration stops the start and names all that is missing; it does not fall back", () =>
    Effect.gen(function*() {
      const text = Cause.pretty(yield* Effect.flip(Effect.sandbox(engineOf({ CALLSHEET_LLM_URL: "nonsense" }))))
      assert.include(text, "CALLSHEET_LLM_MODEL")
      assert.include(text, "CALLSHEET_LLM_URL")
      assert.include(
        Cause.pretty(yield* Effect.flip(Effect.sandbox(engineOf({ CALLSHEET_LLM_MODEL: "m" })))),
        "CALLSHEET_LLM_KEY"
      )
    }))
})
