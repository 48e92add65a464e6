import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { accountId, json, logLines, orgId, owner, planId, post, send, testServer, viewer } from "./TestServer.ts"

const rpc = (tag: string, payload: unknown, headers: Readonly<Record<string, string>> = owner) =>
  send("/rpc", {
    method: "POST",
    headers: { ...headers, "content-type": "application/ndjson" },
    body: `${JSON.stringify({ _tag: "Request", id: "1", tag, payload, headers: [] })}\n`
  })

const approveByRpc = (headers: Readonly<Record<string, string>>) => rpc("plan.approve", { id: planId }, headers)

layer(testServer, { excludeTestServices: true })("Calls over HTTP", (it) => {
  it.effect("no answer of a call may be kept on its way", () =>
    Effect.gen(function*() {
      const answer = yield* post("/api/v1/system/whoami", {})
      assert.strictEqual(answer.headers.get("cache-control"), "no-store")
    }))

  it.effect("a call without a key is refused with 401, and the answer says how to send one", () =>
    Effect.gen(function*() {
      const answer = yield* post("/api/v1/system/whoami", {}, {})
      assert.strictEqual(answer.status, 401)
      assert.include(answer.headers.get("www-authenticate"), "Bearer")
      assert.nestedPropertyVal(json(answer), "error.tag", "Unauthorized")
      assert.include(answer.text, "Authorization: Bearer")
    }))

  it.effect("a role that may not do it is refused with 403, and the answer names who may", () =>
    Effect.gen(function*() {
      const answer = yield* post("/api/v1/plan/approve", { id: planId }, viewer)
      assert.strictEqual(answer.status, 403)
      assert.deepInclude(json(answer), {
        error: {
          tag: "Forbidden",
          message: "plan.approve is not open to the role viewer.",
          remedy: "Ask someone with the role owner or approver.",
          call: "plan.approve",
          role: "viewer",
          allowed: ["owner", "approver"]
        }
      })
    }))

  it.effect("a known key gets its answer, by POST and where nothing changes by GET", () =>
    Effect.gen(function*() {
      const posted = yield* post("/api/v1/system/whoami", {})
      const got = yield* send("/api/v1/system/whoami", { headers: owner })
      assert.strictEqual(posted.status, 200)
      assert.deepStrictEqual(json(got), json(posted))
      assert.nestedPropertyVal(json(got), "role", "owner")
    }))

  it.effect("the text of a query becomes numbers and lists as the call wants them", () =>
    Effect.gen(function*() {
      const answer = yield* send(`/api/v1/plan/list?limit=20&status=scheduled,approved&orgId=${orgId}`, {
        headers: owner
      })
      assert.deepStrictEqual(json(answer), {
        plans: [],
        next: JSON.stringify({ limit: 20, orgId, status: ["scheduled", "approved"] })
      })
    }))

  it.effect("what does not fit is refused with 422, every fault with its field", () =>
    Effect.gen(function*() {
      const answer = yield* send(`/api/v1/plan/list?limit=many&orgId=${accountId}&colour=red`, { headers: owner })
      assert.strictEqual(answer.status, 422)
      assert.nestedPropertyVal(json(answer), "error.tag", "InvalidInput")
      for (const field of ["limit", "orgId", "colour"]) assert.include(answer.text, `"column":"${field}"`)
    }))

  it.effect("a body that is no JSON object is refused with 422", () =>
    Effect.gen(function*() {
      for (const body of ["{", "[]", "7"]) {
        const answer = yield* send("/api/v1/plan/approve", { method: "POST", headers: owner, body })
        assert.strictEqual(answer.status, 422, body)
      }
    }))

  it.effect("the Idempotency-Key header is the call's key", () =>
    Effect.gen(function*() {
      const answer = yield* post("/api/v1/plan/approve", { id: planId }, { ...owner, "idempotency-key": "once" })
      assert.nestedPropertyVal(json(answer), "error.list", "once")
      const both = { id: planId, key: "another" }
      const contradicting = yield* post("/api/v1/plan/approve", both, { ...owner, "idempotency-key": "once" })
      assert.strictEqual(contradicting.status, 422)
    }))

  it.effect("a busy server says when to come back", () =>
    Effect.gen(function*() {
      const answer = yield* post("/api/v1/org/list", {})
      assert.strictEqual(answer.status, 503)
      assert.strictEqual(answer.headers.get("retry-after"), "2")
      assert.nestedPropertyVal(json(answer), "error.tag", "Busy")
    }))

  it.effect("a fault of ours shows the trace and nothing of the inside", () =>
    Effect.gen(function*() {
      const answer = yield* post("/api/v1/worker/list", {})
      assert.strictEqual(answer.status, 500)
      assert.nestedPropertyVal(json(answer), "error.tag", "ServerFault")
      assert.nestedPropertyVal(json(answer), "error.traceId", answer.headers.get("x-trace-id"))
      assert.notInclude(answer.text, "the table is gone")
    }))

  it.effect("a wrong path is 404 and a wrong method 405, with the ones that are right", () =>
    Effect.gen(function*() {
      const lost = yield* post("/api/v1/plan/aprove", {})
      assert.strictEqual(lost.status, 404)
      assert.nestedPropertyVal(json(lost), "error.tag", "NotFound")
      const wrong = yield* send("/api/v1/plan/approve", { headers: owner })
      assert.strictEqual(wrong.status, 405)
      assert.strictEqual(wrong.headers.get("allow"), "POST")
    }))

  it.effect("F05: an error is the same over REST and over RPC", () =>
    Effect.gen(function*() {
      const rest = yield* post("/api/v1/plan/show", { id: planId })
      const byRpc = yield* rpc("plan.show", { id: planId })
      assert.strictEqual(rest.status, 404)
      // What is said and what helps follow from the tag and the fields; over RPC the client works them out.
      const { tag, message: _, remedy: __, steps: ___, ...fields } =
        (json(rest) as { error: Record<string, string> }).error
      assert.nestedPropertyVal(json(byRpc), "exit.cause.error._tag", tag)
      assert.deepInclude((json(byRpc) as { exit: { cause: { error: object } } }).exit.cause.error, fields)
    }))

  it.effect("F16: one trace id connects the answer, the handler's log lines and the request id; no key is in them", () =>
    Effect.gen(function*() {
      const headers = { ...owner, "x-request-id": "request-of-this-test" }
      for (const ask of [() => post("/api/v1/plan/approve", { id: planId }, headers), () => approveByRpc(headers)]) {
        const before = logLines.length
        const answer = yield* ask()
        const [line = "{}"] = logLines.slice(before)
        const record = JSON.parse(line)
        assert.strictEqual(record.message, "A command with an idempotency key arrived.")
        assert.strictEqual(record.traceId, answer.headers.get("x-trace-id"))
        assert.strictEqual(record.annotations.requestId, "request-of-this-test")
      }
      assert.notInclude(logLines.join("\n"), "owner-key")
    }))

  it.effect("a call means the same over REST and over RPC", () =>
    Effect.gen(function*() {
      const rest = yield* post("/api/v1/system/whoami", {})
      const byRpc = yield* rpc("system.whoami", {})
      assert.nestedPropertyVal(json(byRpc), "exit._tag", "Success")
      assert.deepStrictEqual((json(byRpc) as { exit: { value: unknown } }).exit.value, json(rest))
    }))
})
