import { MemberAlert } from "@callsheet/actors/MemberAlert"
import * as MemberList from "@callsheet/actors/MemberList"
import { keyNamed, protocol, type TransportKeys } from "@callsheet/actors/transport/TransportKeys"
import { masterKey } from "@callsheet/database/secrets/Vault"
import { Runner } from "@effect/cluster/Runner"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import * as RunnerStorage from "@effect/cluster/RunnerStorage"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Fiber, Layer, TestClock } from "effect"
import { createServer, type TLSSocket } from "node:tls"

const keys: TransportKeys = [masterKey(Buffer.alloc(32, 7))]

/** Another member: its port, and the connection that is held to it. */
const member = Effect.gen(function*() {
  const connected = yield* Deferred.make<TLSSocket>()
  const server = createServer({
    ...protocol,
    pskIdentityHint: keys[0].id,
    pskCallback: (_, identity) => keyNamed(keys, identity)
  }, (connection) => Deferred.unsafeDone(connected, Effect.succeed(connection)))
  yield* Effect.acquireRelease(
    Effect.async<void>((resume) => void server.listen({ host: "127.0.0.1", port: 0 }, () => resume(Effect.void))),
    () => Effect.sync(() => server.close())
  )
  const address = server.address()
  return { connected, port: address !== null && typeof address === "object" ? address.port : 0 }
})

const runnerAt = (port: number) =>
  Runner.make({ address: RunnerAddress.make("127.0.0.1", port), groups: ["default"], weight: 1 })

/** A storage whose list the test writes, and which counts who reads it. */
const storage = (ports: Array<number>, reads: { count: number }) =>
  Layer.effect(
    RunnerStorage.RunnerStorage,
    Effect.map(RunnerStorage.makeMemory, (memory) => ({
      ...memory,
      getRunners: Effect.sync(() => {
        reads.count += 1
        return ports.map((port) => [runnerAt(port), true] as const)
      })
    }))
  )

/** The alert of a process that has lived for a while: nothing happens. */
const calm = TestClock.adjust("10 seconds")

const listOf = (ports: Array<number>, reads: { count: number }) =>
  MemberList.layer({ keys, self: { host: "127.0.0.1", port: 1 } }).pipe(
    Layer.provide(storage(ports, reads)),
    Layer.provideMerge(MemberAlert.layer)
  )

const list = Effect.flatMap(RunnerStorage.RunnerStorage, ({ getRunners }) => getRunners)

describe("the list of members", () => {
  it.scoped("is read once in three seconds while nothing happens, and each time while something does", () => {
    const reads = { count: 0 }
    return Effect.gen(function*() {
      const alert = yield* MemberAlert
      yield* calm
      yield* list
      yield* list
      assert.strictEqual(reads.count, 1)
      yield* TestClock.adjust("3 seconds")
      yield* list
      assert.strictEqual(reads.count, 2)
      yield* alert.raise
      yield* list
      yield* list
      assert.strictEqual(reads.count, 4)
      yield* TestClock.adjust("5 seconds")
      yield* list
      yield* list
      assert.strictEqual(reads.count, 5)
    }).pipe(Effect.provide(listOf([1], reads)))
  })

  it.scoped("raises the alert when a member joins or leaves", () => {
    const ports = [1]
    return Effect.gen(function*() {
      const alert = yield* MemberAlert
      yield* calm
      yield* list
      assert.isFalse(yield* alert.isRaised)
      ports.push(2)
      yield* TestClock.adjust("3 seconds")
      yield* list
      assert.isTrue(yield* alert.isRaised)
      yield* calm
      ports.pop()
      yield* list
      assert.isTrue(yield* alert.isRaised)
    }).pipe(Effect.provide(listOf(ports, { count: 0 })))
  })

  it.scoped("knows its own change at once", () => {
    const reads = { count: 0 }
    return Effect.gen(function*() {
      const members = yield* RunnerStorage.RunnerStorage
      yield* calm
      yield* list
      yield* members.register(runnerAt(1), true)
      yield* list
      assert.strictEqual(reads.count, 2)
    }).pipe(Effect.provide(listOf([1], reads)))
  })

  it.scoped("raises the alert as soon as the connection to a member ends", () =>
    Effect.gen(function*() {
      const { connected, port } = yield* member
      yield* Effect.gen(function*() {
        const alert = yield* MemberAlert
        yield* calm
        yield* list
        const connection = yield* Deferred.await(connected)
        const woken = yield* Effect.fork(alert.pause({ seldom: "1 day", often: "1 day" }))
        yield* Effect.yieldNow()
        connection.destroy()
        yield* Fiber.join(woken)
        assert.isTrue(yield* alert.isRaised)
      }).pipe(Effect.provide(listOf([1, port], { count: 0 })))
    }))
})

describe("a pause", () => {
  it.effect("is cut short by an alert, and short while there is one", () =>
    Effect.gen(function*() {
      const alert = yield* MemberAlert
      yield* calm
      const waiting = yield* Effect.fork(alert.pause({ seldom: "2 seconds", often: "200 millis" }))
      yield* TestClock.adjust("1 second")
      yield* alert.raise
      yield* Fiber.join(waiting)
      const often = yield* Effect.fork(Effect.timed(alert.pause({ seldom: "2 seconds", often: "200 millis" })))
      yield* TestClock.adjust("200 millis")
      const [took] = yield* Fiber.join(often)
      assert.strictEqual(Duration.toMillis(took), 200)
    }).pipe(Effect.provide(MemberAlert.layer)))
})
