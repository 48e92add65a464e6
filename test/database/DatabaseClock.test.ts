import { layer as heldClock, makeDatabaseClock } from "@callsheet/database/DatabaseClock"
import { DatabaseTime } from "@callsheet/database/DatabaseTime"
import { SqlError } from "@effect/sql/SqlError"
import { assert, it } from "@effect/vitest"
import { Clock, Context, Deferred, Duration, Effect, Fiber, Layer, Option, TestClock, TestContext } from "effect"

const START = Date.UTC(2026, 10, 24, 12)
const MINUTE = 60_000

/**
 * One process and its database: `passed` is real time; the wall clock and the database's are each off by what is set. An
 * answer of the database takes `way` milliseconds there and none back.
 */
const twoClocks = Effect.gen(function*() {
  const test = yield* TestClock.testClock()
  const state = { wall: 0, database: 0, way: 0, away: false }
  const passed = () => test.unsafeCurrentTimeMillis()
  const wall: Clock.Clock = {
    ...test,
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => START + passed() + state.wall,
    unsafeCurrentTimeNanos: () => BigInt(START + passed()) * 1_000_000n,
    sleep: (duration) => test.sleep(duration)
  }
  const database = DatabaseTime.of({
    now: Effect.suspend(() =>
      state.away
        ? Effect.fail(new SqlError({ message: "away", cause: new Error("away") }))
        : Effect.zipRight(test.sleep(Duration.millis(state.way)), Effect.sync(() => START + passed() + state.database))
    )
  })
  const held = makeDatabaseClock.pipe(
    Effect.withClock(wall),
    Effect.provideService(DatabaseTime, database)
  )
  const onTop = heldClock.pipe(Layer.provide(Layer.succeed(DatabaseTime, database)))
  return { state, held, onTop, wall, real: () => START + passed() }
})

const onTestClock = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.provide(test, Layer.mergeAll(TestContext.TestContext))

it.scoped("D08: a wall clock that is set back while a worker runs makes no call look as if it were long past", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    const clock = yield* held
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real())
    state.wall = -293_000
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real())
    yield* TestClock.adjust(5 * MINUTE)
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real())
  })))

it.scoped("a wall clock that is set ahead freezes nothing, neither while it is ahead nor when it falls back", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    state.wall = 3_600_000
    const clock = yield* held
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real())
    state.wall = 0
    yield* TestClock.adjust(MINUTE)
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real())
  })))

it.scoped("every worker goes by the database's clock, also where that one is not the world's", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    state.database = 7_000
    const clock = yield* held
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real() + 7_000)
    state.database = 7_900
    yield* TestClock.adjust(MINUTE)
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real() + 7_900)
  })))

it.scoped("an answer that was long on its way, or never came, moves nothing", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    const clock = yield* held
    state.way = 4_000
    state.database = 50
    yield* TestClock.adjust(2 * MINUTE)
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real())
    state.way = 0
    state.away = true
    yield* TestClock.adjust(2 * MINUTE)
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real())
    state.away = false
    yield* TestClock.adjust(MINUTE)
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real() + 50)
  })))

class Worker extends Context.Tag("@callsheet/test/Worker")<Worker, {
  readonly background: Effect.Effect<number>
  readonly asked: Effect.Effect<number>
}>() {}

it.scoped("a process begins only once the database answers soon enough to tell the time by", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    state.way = 6_000
    const begins = yield* Effect.fork(held)
    yield* TestClock.adjust(5 * MINUTE)
    assert.isTrue(Option.isNone(yield* Fiber.poll(begins)), "it does not begin three seconds ahead of the others")
    state.way = 800
    yield* TestClock.adjust("10 seconds")
    const clock = yield* Fiber.join(begins)
    assert.isAtMost(Math.abs(clock.unsafeCurrentTimeMillis() - real()), 400)
  })))

it.scoped("whatever a worker builds goes by it: what runs in the background and what is asked in its fibers", () =>
  onTestClock(Effect.gen(function*() {
    const { onTop, real, state, wall } = yield* twoClocks
    state.database = 7_000
    const worker = Layer.scoped(
      Worker,
      Effect.gen(function*() {
        const first = yield* Deferred.make<number>()
        const second = yield* Deferred.make<number>()
        const tell = (to: Deferred.Deferred<number>) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => Deferred.succeed(to, now))
        yield* Effect.forkScoped(tell(first))
        yield* Effect.forkDaemon(tell(second))
        return { background: Deferred.await(first), asked: Deferred.await(second) }
      })
    )
    const built = yield* Layer.build(Layer.provide(worker, onTop)).pipe(Effect.withClock(wall))
    const { asked, background } = Context.get(built, Worker)
    assert.strictEqual(yield* background, real() + 7_000)
    assert.strictEqual(yield* asked, real() + 7_000)
  })))

it.scoped("a machine that slept for hours knows it before it does anything else", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    const clock = yield* held
    // The steady clock stood still, the wall's and the database's went on.
    state.wall = 480 * MINUTE
    state.database = 480 * MINUTE
    assert.strictEqual(yield* clock.currentTimeMillis, real() + 480 * MINUTE)
    assert.strictEqual(clock.unsafeCurrentTimeMillis(), real() + 480 * MINUTE)
  })))

it.scoped("a wall clock that is set ahead is no sleep: the database says so before the time is told", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    const clock = yield* held
    state.wall = 480 * MINUTE
    assert.strictEqual(yield* clock.currentTimeMillis, real())
  })))

it.scoped("a wall clock that is set ahead while the database is away is believed only until the database answers again", () =>
  onTestClock(Effect.gen(function*() {
    const { held, real, state } = yield* twoClocks
    const clock = yield* held
    state.away = true
    state.wall = 7 * MINUTE
    const guess = yield* Effect.fork(clock.currentTimeMillis)
    yield* TestClock.adjust("5 seconds")
    assert.strictEqual(yield* Fiber.join(guess), real() + 7 * MINUTE)
    assert.strictEqual(yield* clock.currentTimeMillis, real() + 7 * MINUTE)
    state.away = false
    yield* TestClock.adjust("100 millis")
    assert.strictEqual(yield* clock.currentTimeMillis, real())
  })))
