import { Effect, Option, type ParseResult, Schema } from "effect"
import { json, page, type WireAnswer } from "./Answer.ts"
import type { Control, NotInSandbox } from "./Control.ts"
import { openIdOf } from "./Creators.ts"
import { FaultRule } from "./Fault.ts"
import { countersAt } from "./Metrics.ts"
import { Creator, PrivacyLevel } from "./Records.ts"
import type { Sandbox } from "./Sandbox.ts"
import { SettingsPatch } from "./Settings.ts"
import type { Request } from "./World.ts"

const strict = { onExcessProperty: "error" } as const

const AddCreator = Schema.extend(
  Schema.partialWith(Creator.omit("username"), { exact: true }),
  Schema.Struct({ username: Schema.NonEmptyString })
)
const Webhook = Schema.Struct({ url: Schema.NullOr(Schema.String) })
const Finish = Schema.Struct({ privacyLevel: Schema.optional(PrivacyLevel) })

type Handled = Effect.Effect<WireAnswer, NotInSandbox | ParseResult.ParseError>

const bodyAs = <A, I>(schema: Schema.Schema<A, I>, request: Request) =>
  Schema.decode(Schema.parseJson(schema))(Buffer.from(request.body).toString("utf8") || "{}", strict)

const creatorsOf = ({ world }: Sandbox) =>
  world.store.all("creators").map((creator) => ({
    ...creator,
    openId: openIdOf(world.app.clientKey, creator.username)
  }))

/** Publications without the secret part of their upload address. */
const postsOf = ({ world }: Sandbox, now: number) =>
  world.store.all("publications").map((publication) => ({
    ...publication,
    uploadToken: undefined,
    counters: publication.postId === null || publication.publicAt === null
      ? null
      : countersAt(publication.postId, now - publication.publicAt, world.store.settings.metricsSpeed)
  }))

/** A coloured square, so that covers and avatars have something behind their address. */
const picture = (name: string): WireAnswer => {
  const hue = [...name].reduce((sum, char) => sum + char.charCodeAt(0) * 31, 0) % 360
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="hsl(${hue} 60% 50%)" d="M0 0h9v9H0z"/></svg>`
  return { ...page(200, svg), headers: { "content-type": "image/svg+xml" } }
}

const onCreator = (control: Control, username: string, verb: string): Effect.Effect<void, NotInSandbox> | null => {
  switch (verb) {
    case "revoke":
      return control.disconnect(username)
    case "ban":
      return control.ban(username)
    case "unban":
      return control.unban(username)
    case "private":
      return control.setPrivate(username, true)
    case "public":
      return control.setPrivate(username, false)
    default:
      return null
  }
}

const done = json(200, { done: true })

const route = (sandbox: Sandbox, control: Control, request: Request, now: number): Handled | null => {
  const [, , noun = "", id = "", verb = ""] = request.path.split("/").map(decodeURIComponent)
  const { store } = sandbox.world
  switch (`${request.method} ${noun}${id === "" ? "" : "/:id"}${verb === "" ? "" : "/:verb"}`) {
    case "GET books": {
      const entries = sandbox.books.since(Number(request.query.get("since") ?? 0) || 0)
      return Effect.succeed(json(200, { entries, next: sandbox.books.since(0).length }))
    }
    case "GET posts":
      return Effect.succeed(json(200, { posts: postsOf(sandbox, now) }))
    case "GET settings":
      return Effect.succeed(json(200, store.settings))
    case "POST settings":
      return bodyAs(SettingsPatch, request).pipe(Effect.flatMap(control.settings), Effect.map((all) => json(200, all)))
    case "GET faults":
      return Effect.succeed(json(200, { faults: store.all("faults") }))
    case "POST faults":
      return bodyAs(Schema.Union(FaultRule, Schema.Array(FaultRule)), request).pipe(
        Effect.flatMap((rules) => Effect.forEach("endpoint" in rules ? [rules] : rules, control.addFault)),
        Effect.map((faults) => json(200, { faults }))
      )
    case "DELETE faults":
      return Effect.as(control.clearFaults, done)
    case "POST reset":
      return Effect.as(control.reset, done)
    case "GET creators":
      return Effect.succeed(json(200, { creators: creatorsOf(sandbox) }))
    case "POST creators":
      return bodyAs(AddCreator, request).pipe(Effect.flatMap(control.addCreator), Effect.map((one) => json(200, one)))
    case "POST creators/:id/:verb": {
      const act = onCreator(control, id, verb)
      return act === null ? null : Effect.as(act, done)
    }
    case "POST webhook":
      return bodyAs(Webhook, request).pipe(Effect.flatMap(({ url }) => control.webhook(url)), Effect.as(done))
    case "POST drafts/:id/:verb":
      return verb !== "finish" ? null : bodyAs(Finish, request).pipe(
        Effect.flatMap(({ privacyLevel }) => control.finishDraft(id, privacyLevel)),
        Effect.as(done)
      )
    case "POST posts/:id/:verb":
      return verb !== "remove" ? null : Effect.as(control.removePost(id), done)
    case "GET avatars/:id":
    case "GET covers/:id":
      return Effect.succeed(picture(id))
    default:
      return null
  }
}

/** Answers what lies under /sandbox/; none for every other path. */
export const controlAnswer = (
  sandbox: Sandbox,
  control: Control,
  request: Request,
  now: number
): Option.Option<Effect.Effect<WireAnswer>> =>
  request.path.startsWith("/sandbox/")
    ? Option.fromNullable(route(sandbox, control, request, now)).pipe(Option.map((handled) =>
      handled.pipe(
        Effect.catchTags({
          NotInSandbox: (error) => Effect.succeed(json(404, { message: error.message, remedy: error.remedy })),
          ParseError: (error) => Effect.succeed(json(400, { message: error.message, remedy: "Correct the body." }))
        })
      )
    ))
    : Option.none()
