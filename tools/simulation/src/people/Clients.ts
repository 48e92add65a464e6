import { Actors, type ActorsShape } from "@callsheet/actors/Actors"
import { cancelJob } from "@callsheet/actors/CancelJob"
import { makeSpendingSaga } from "@callsheet/actors/SpendingSaga"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Busy, type Envelope } from "@callsheet/domain/Envelope"
import { AccountId, CommandId, encodeId, OrgId, PlanId } from "@callsheet/domain/Ids"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { isSpending } from "@callsheet/domain/spending/PlanNeeds"
import { freeOfCharge, planEstimate } from "@callsheet/domain/spending/Prices"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as HttpClient from "@effect/platform/HttpClient"
import { Cause, Effect, Exit, Layer, Option, Schedule } from "effect"
import type { JobRow } from "../store/Rows.ts"
import { storeServices } from "../store/Services.ts"
import { actorLink } from "../world/ActorLink.ts"
import { databaseLink } from "../world/DatabaseLink.ts"
import { Process } from "../world/Process.ts"
import type { SeededRandom } from "../world/SeededRandom.ts"
import { tikTokConfig, vault } from "../world/Settings.ts"
import { tikTokLink } from "../world/TikTokLink.ts"
import type { World } from "../world/World.ts"
import { consentOf } from "./Consent.ts"

/** A command that was answered: the answer means that it is stored. */
export interface Acknowledged {
  readonly commandId: string
  readonly actorId: string
  readonly tag: string
  readonly version: number
}

/** What is limited here, in each kind's own unit. */
const limited = ["renders", "publishes", "llm_tokens", "money_micros"] as const
export type Limits = Readonly<Record<(typeof limited)[number], number>>
export const FAR_OFF = 1_000_000_000
/** Far off, but there: what has a limit is promised before it is done. */
const unlimited: Limits = { renders: FAR_OFF, publishes: FAR_OFF, llm_tokens: FAR_OFF, money_micros: FAR_OFF }

/** The front door of the simulated installation: carries people's commands, and sends them again until they are answered. */
export class Clients {
  readonly #world: World
  readonly #process: Process
  readonly #actors: ActorsShape
  readonly #chance: SeededRandom
  readonly #services
  readonly #spend
  #commands = 0
  /** Commands without an answer yet. */
  pending = 0
  readonly acknowledged: Array<Acknowledged> = []

  constructor(world: World) {
    this.#world = world
    this.#chance = world.chance.fork("front")
    this.#process = new Process({
      name: "front",
      time: world.time,
      trace: world.trace,
      seed: `${world.seed} front`,
      mortal: false
    })
    this.#actors = actorLink(world, this.#process, null)
    // The simulated model is paid by the token, so every plan needs room for its script.
    this.#spend = makeSpendingSaga({
      estimate: planEstimate(freeOfCharge, { writes: true, speaks: false }),
      freshId: Effect.sync(() => this.#newCommandId())
    }).pipe(
      Effect.provideService(Actors, this.#actors),
      Effect.provideService(
        ActorStore,
        storeServices(world.tables, databaseLink(world, this.#process)).actorStore
      ),
      Effect.runSync
    )
    const client = Layer.succeed(HttpClient.HttpClient, tikTokLink(world, this.#process))
    this.#services = Layer.merge(TikTokOAuth.layer, vault).pipe(
      Layer.provideMerge(client),
      Layer.provide(tikTokConfig)
    )
  }

  id(prefix: "pln" | "org" | "acc"): string {
    return encodeId(prefix, this.#world.time.now, Uint8Array.from({ length: 10 }, () => this.#chance.int(0, 255)))
  }

  #newCommandId(): CommandId {
    this.#commands += 1
    return CommandId.make(`person:${this.#commands}`)
  }

  #envelope(keyed: boolean): Envelope {
    return {
      commandId: this.#newCommandId(),
      by: "key:person",
      traceId: null,
      closes: null,
      keyed
    }
  }

  createOrg(done: (id: OrgId) => void, limits: Limits = unlimited): void {
    const id = OrgId.make(this.id("org"))
    const create = this.#actors.org(id, this.#envelope(false), {
      _tag: "Create",
      name: "Studio",
      timeZone: "Europe/Berlin"
    })
    this.#until(Effect.all([create, ...this.#limit(id, limits)], { discard: true }), () => done(id))
  }

  #limit(id: OrgId, limits: Limits) {
    return limited.map((kind) =>
      this.#actors.org(id, this.#envelope(false), {
        _tag: "SetLimit",
        kind,
        limit: { amount: limits[kind], period: "month" }
      })
    )
  }

  /** The owner of an org lets it use as much as it likes from now on. */
  raiseLimits(id: OrgId, done: () => void): void {
    this.#world.trace.note("person", `raises the limits of ${id}`)
    this.#until(Effect.all(this.#limit(id, unlimited), { discard: true }), done)
  }

  /**
   * A command of a person to a plan; now and then sent twice under one id, whose answers must then be the same. `heard` is
   * told of each answer: null where the command was taken, else the tag of its refusal.
   */
  plan(id: PlanId, command: PlanCommand, heard: (refusal: string | null) => void = () => undefined): void {
    const { time, trace, weather } = this.#world
    const keyed = this.#chance.hit(0.5)
    const envelope = this.#envelope(keyed)
    trace.note("person", `${command._tag} ${id} as ${envelope.commandId}`)
    const answers: Array<string> = []
    const answered = isSpending(command)
      ? this.#spend(id, envelope, command)
      : this.#actors.plan(id, envelope, command)
    const ask = () =>
      this.#until(answered, (exit) => {
        if (Exit.isSuccess(exit)) {
          const { version } = exit.value
          this.acknowledged.push({ commandId: envelope.commandId, actorId: id, tag: command._tag, version })
          if (keyed) answers.push(JSON.stringify(exit.value))
          if (new Set(answers).size > 1) {
            this.#world.breach(1, `${envelope.commandId} (${command._tag} ${id}) was answered in two different ways`)
          }
        } else trace.note("person", `${command._tag} ${id} is refused: ${Cause.pretty(exit.cause).split("\n")[0]}`)
        // A copy that was refused may be followed by one that comes when the plan has moved on: each answer counts.
        heard(
          Exit.isSuccess(exit)
            ? null
            : Option.getOrElse(Option.map(Cause.failureOption(exit.cause), ({ _tag }) => _tag), () => "defect")
        )
      })
    ask()
    if (this.#chance.hit(weather.repeated)) time.after(this.#chance.int(0, 4_000), ask)
  }

  /** A person goes through TikTok's consent page; a new connection, or an old one once more. */
  connect(id: AccountId, orgId: OrgId, username: string, heard: () => void): void {
    const actors = this.#actors
    const envelope = this.#envelope(false)
    const world = this.#world
    const { queue, tables, time } = world
    const connecting = Effect.gen(function*() {
      const answer = yield* actors.account(id, envelope, yield* consentOf({ id, orgId, username }))
      queue.wakeAccount(id, time.now)
      for (const job of tables.open.values()) {
        if (job.state !== "waiting" || job.runAt <= time.now || job.failure?.includes("AccountNeedsReauth") !== true) {
          continue
        }
        if (job.planId === null || tables.actors.get(job.planId)?.accountId !== id) continue
        world.breach(13, `job ${job.id} (${job.kind}) waits for a consent that was given`)
      }
      return answer
    }).pipe(
      Effect.provide(this.#services),
      Effect.timeoutFail({
        duration: "10 seconds",
        onTimeout: () => new Busy({ what: "TikTok's page", retryAfterMillis: 1_000 })
      })
    )
    this.#world.trace.note("person", `connects ${id}`)
    this.#until(connecting, heard)
  }

  /** Until the answer is final; what is busy or broke off on the way is asked again under the same id. */
  #until<A, E extends { readonly _tag: string }>(
    ask: Effect.Effect<A, E>,
    heard: (exit: Exit.Exit<A, E>) => void
  ): void {
    this.pending += 1
    const passing = new Set([
      "Busy",
      "SqlError",
      "RequestError",
      "TikTokUnavailable",
      "TikTokAnswerUnreadable",
      "TikTokRateLimited"
    ])
    const patient = Effect.retry(ask, {
      while: (error) => passing.has(error._tag),
      schedule: Schedule.spaced("1 second")
    })
    this.#process.run(patient, (exit) => {
      this.pending -= 1
      heard(exit)
    })
  }

  /** Somebody calls a job off, as the command line lets them. */
  cancelJob({ id, kind, ownerId, ownerKind, payload, planId }: JobRow): void {
    const { queue, time, trace, variants } = this.#world
    trace.note("person", `cancels job ${id} (${kind} of ${ownerId})`, "job cancelled")
    const alone = () => queue.asked(String(id), "Cancel", time.now, "key:person")
    if (variants.silentCancel === true) return void alone()
    const work = { id: String(id), kind, ownerKind, ownerId, planId, payload: JSON.parse(payload) }
    this.#until(cancelJob(this.#actors, work, this.#envelope(false)), (exit) => {
      if (Exit.isSuccess(exit) && !exit.value) alone()
    })
  }

  newPlanId(): PlanId {
    return PlanId.make(this.id("pln"))
  }

  newAccountId(): AccountId {
    return AccountId.make(this.id("acc"))
  }
}
