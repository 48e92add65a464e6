import { jsonLine, withoutSecrets } from "@callsheet/process/Logs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Logger, Redacted } from "effect"

/** The lines an effect logs. */
const linesOf = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.make<unknown, void>((options) => {
      lines.push(jsonLine(options))
    })
    return Effect.exit(effect).pipe(Effect.as(lines), Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
  })

const parsed = (line: string | undefined): Readonly<Record<string, unknown>> => JSON.parse(line ?? "null")

describe("The log", () => {
  it.effect("F16: a line is one JSON object with time, level, message, trace and span, and its annotations", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(
        Effect.flatMap(
          Effect.currentSpan,
          (span) => Effect.annotateLogs(Effect.logWarning("Two", "lines\nhere"), { plan: "pln_1", trace: span.traceId })
        )
          .pipe(Effect.withSpan("work"))
      )
      assert.lengthOf(lines, 1)
      assert.notInclude(lines[0] ?? "", "\n")
      const record = parsed(lines[0])
      assert.include(record, { level: "warn", message: "Two lines\nhere" })
      assert.match(String(record["time"]), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      assert.match(String(record["traceId"]), /^[0-9a-f]{32}$/)
      assert.match(String(record["spanId"]), /^[0-9a-f]{16}$/)
      assert.deepStrictEqual(record["annotations"], { plan: "pln_1", trace: record["traceId"] })
    }))

  it.effect("a fault is logged with where it happened", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(Effect.tapErrorCause(Effect.die(new Error("broken")), Effect.logError))
      assert.include(String(parsed(lines[0])["cause"] ?? parsed(lines[0])["message"]), "broken")
    }))

  it.effect("D26: keys, bearer headers, database passwords and redacted values do not get out", () =>
    Effect.gen(function*() {
      const secrets = ["cs_ab12_0123456789abcdefghijklmnop", "act.0123456789abcdef", "hunter2", "redacted-value"]
      const lines = yield* linesOf(
        Effect.logError(
          `key ${secrets[0]}`,
          { headers: { authorization: `Bearer ${secrets[1]}` } },
          `postgres://callsheet:${secrets[2]}@db:5432/callsheet`,
          Redacted.make(secrets[3])
        ).pipe(
          Effect.annotateLogs({ key: secrets[0] }),
          Effect.zipRight(Effect.logError("and", new Error(`Bearer ${secrets[1]}`)))
        )
      )
      for (const secret of secrets) assert.notInclude(lines.join("\n"), secret)
      assert.include(lines[0], "postgres://callsheet:<redacted>@db:5432/callsheet")
      for (const line of lines) assert.isObject(parsed(line))
    }))

  it("what holds no secret stays as it is", () => {
    fc.assert(fc.property(fc.lorem({ mode: "sentences" }), (text) => withoutSecrets(text) === text))
    const plain = "https://callsheet.example:4400/api/v1/plan/show?id=pln_1 cs_short Bearer of news"
    assert.strictEqual(withoutSecrets(plain), plain)
  })
})
