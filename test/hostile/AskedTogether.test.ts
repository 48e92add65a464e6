import { type KeyHolder, Keys } from "@callsheet/database/secrets/Keys"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import { Api } from "@callsheet/domain/api/Api"
import { Authorized } from "@callsheet/domain/api/Principal"
import { KeyId, OrgId } from "@callsheet/domain/Ids"
import { ready } from "@callsheet/process/Probes"
import { AuthLive } from "@callsheet/server/auth/Auth"
import { ServerConfig } from "@callsheet/server/Config"
import * as Headers from "@effect/platform/Headers"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as Rpc from "@effect/rpc/Rpc"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Exit, Fiber, Layer, LogLevel, Option } from "effect"
import { fresh } from "./support/Things.ts"

/** The first asker leaves while the answer is looked up; what the second one hears. */
const secondOf = <A, E>(
  ask: Effect.Effect<A, E>,
  { answer, asked }: { readonly asked: Deferred.Deferred<void>; readonly answer: Deferred.Deferred<void> }
) =>
  Effect.gen(function*() {
    const first = yield* Effect.fork(ask)
    yield* Deferred.await(asked)
    const second = yield* Effect.fork(ask)
    yield* Effect.yieldNow()
    yield* Fiber.interruptFork(first)
    yield* Effect.yieldNow()
    yield* Deferred.succeed(answer, undefined)
    return yield* Fiber.await(second)
  })

const gate = Effect.all({ asked: Deferred.make<void>(), answer: Deferred.make<void>() })

const holder: KeyHolder = {
  keyId: KeyId.make(fresh("key")),
  orgId: OrgId.make(fresh("org")),
  role: "viewer",
  name: "a key"
}

const config = Layer.succeed(ServerConfig, {
  mode: "sandbox",
  host: "127.0.0.1",
  port: 0,
  publicUrl: "http://127.0.0.1",
  dataDir: "/nowhere",
  panelDir: "/nowhere",
  logs: { format: "json", level: LogLevel.Info },
  otlp: Option.none(),
  grace: Duration.seconds(5)
})

describe("A caller whose connection closes while an answer is looked up for many", () => {
  it.effect("takes the key's holder from no other caller", () =>
    Effect.gen(function*() {
      const { answer, asked } = yield* gate
      const keys = Layer.mock(Keys, {
        find: () =>
          Deferred.succeed(asked, undefined).pipe(
            Effect.zipRight(Deferred.await(answer)),
            Effect.as(Option.some(holder))
          ),
        touch: () => Effect.void
      })
      const live = AuthLive.pipe(Layer.provide([keys, Layer.mock(Sessions, {}), config]))
      const authorized = yield* Effect.provide(Authorized, live)
      const rpc = Api.requests.get("system.whoami")
      if (rpc === undefined) return assert.fail("the contract has no call of this name")
      const ask = authorized({
        clientId: 1,
        rpc: rpc as unknown as Rpc.AnyWithProps,
        payload: {},
        headers: Headers.fromInput({ authorization: "Bearer cs_1_x" })
      })
      const heard = yield* secondOf(ask, { answer, asked })
      assert.isTrue(Exit.isSuccess(heard), String(heard))
    }))

  it.effect("takes the health of the server from no other caller", () =>
    Effect.gen(function*() {
      const { answer, asked } = yield* gate
      const check = Effect.zipRight(Deferred.succeed(asked, undefined), Deferred.await(answer))
      const probe = yield* ready({ database: check }, () => false)
      const ask = probe(HttpServerRequest.fromWeb(new Request("http://127.0.0.1/health/ready")))
      const heard = yield* secondOf(ask, { answer, asked })
      assert.isTrue(Exit.isSuccess(heard) && heard.value.status === 200, String(heard))
    }))
})
