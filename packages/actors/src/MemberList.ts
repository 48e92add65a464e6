import type { RunnerAddress } from "@effect/cluster/RunnerAddress"
import * as RunnerStorage from "@effect/cluster/RunnerStorage"
import { Clock, Effect, FiberMap, Layer } from "effect"
import { MemberAlert } from "./MemberAlert.ts"
import { untilEnded } from "./transport/SecureClient.ts"
import type { TransportKeys } from "./transport/TransportKeys.ts"

/** So long a read list is good while nothing happens. A member that fell silent is taken off it after ten seconds anyway. */
const GOOD_MILLIS = 3_000

type Listed = Effect.Effect.Success<RunnerStorage.RunnerStorage["Type"]["getRunners"]>

const namesOf = (list: Listed) =>
  list.map(([{ address }, healthy]) => `${address.host}:${address.port} ${healthy}`).toSorted().join(",")

/**
 * The engine asks who is a member twice a second and in every process. The list is kept between two looks, and a connection is
 * held to everyone on it: the kernel closes it with the process at the other end, so that a death is noticed at
 * once and not only at the next look.
 */
export const layer = (options: {
  readonly keys: TransportKeys
  /** This member's own address; nothing if it only asks. */
  readonly self: { readonly host: string; readonly port: number } | null
}) =>
  Layer.scoped(
    RunnerStorage.RunnerStorage,
    Effect.gen(function*() {
      const storage = yield* RunnerStorage.RunnerStorage
      const alert = yield* MemberAlert
      const watches = yield* FiberMap.make<string>()
      let known: { readonly list: Listed; readonly at: number } | null = null

      const watch = (list: Listed) =>
        Effect.gen(function*() {
          const addresses = new Map<string, RunnerAddress>(
            list
              .map(([{ address }]) => address)
              .filter(({ host, port }) => host !== options.self?.host || port !== options.self.port)
              .map((address) => [`${address.host}:${address.port}`, address])
          )
          for (const [name] of watches) {
            if (!addresses.has(name)) yield* FiberMap.remove(watches, name)
          }
          for (const [name, { host, port }] of addresses) {
            yield* FiberMap.run(
              watches,
              name,
              Effect.zipRight(untilEnded(host, port, options.keys), alert.raise),
              { onlyIfMissing: true }
            )
          }
        })

      const read = Effect.gen(function*() {
        const list = yield* storage.getRunners
        if (known !== null && namesOf(known.list) !== namesOf(list)) yield* alert.raise
        known = { list, at: yield* Clock.currentTimeMillis }
        yield* watch(list)
        return list
      })
      const forgetting = <A, E>(change: Effect.Effect<A, E>) => Effect.ensuring(change, Effect.sync(() => known = null))

      return RunnerStorage.RunnerStorage.of({
        ...storage,
        getRunners: Effect.gen(function*() {
          const now = yield* Clock.currentTimeMillis
          if (known === null || now - known.at >= GOOD_MILLIS || (yield* alert.isRaised)) return yield* read
          return known.list
        }),
        register: (runner, healthy) => forgetting(storage.register(runner, healthy)),
        unregister: (address) => forgetting(storage.unregister(address)),
        setRunnerHealth: (address, healthy) => forgetting(storage.setRunnerHealth(address, healthy))
      })
    })
  )
