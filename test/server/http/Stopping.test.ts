import { assert, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope } from "effect"
import { eventually, held, json, owner, post, send, testServer } from "./TestServer.ts"

it.live("a server that is asked to stop answers what it was asked before, and nothing new", () =>
  Effect.gen(function*() {
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(testServer, scope)
    const ask = <A, E>(effect: Effect.Effect<A, E, Layer.Layer.Success<typeof testServer>>) =>
      Effect.provide(effect, context)

    const open = yield* Effect.fork(ask(Effect.exit(send("/api/v1/events/follow", { headers: owner }))))
    const asked = yield* Effect.fork(ask(post("/api/v1/key/list", { orgId: `org_${"0".repeat(26)}` })))
    yield* eventually(() => held.begun)
    const stopped = yield* Effect.fork(Scope.close(scope, Exit.void))
    const late = yield* ask(Effect.exit(send("/health/live"))).pipe(
      Effect.repeat({ until: Exit.isFailure })
    )
    assert.isTrue(Exit.isFailure(late))
    held.release()
    assert.deepStrictEqual(json(yield* Fiber.join(asked)), [])
    yield* Fiber.join(stopped)
    yield* Fiber.join(open)
  }))
