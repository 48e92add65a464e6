import { Clock, Effect, Schema } from "effect"
import { newCreator } from "./Creators.ts"
import type { FaultRule, InjectedFault } from "./Fault.ts"
import { addFault } from "./Faults.ts"
import { revokeAccess, type RevokeReason } from "./Grants.ts"
import { post, show, takeDown } from "./Publications.ts"
import type { Creator, PostInfoRecord, PrivacyLevel } from "./Records.ts"
import type { Sandbox } from "./Sandbox.ts"
import type { Settings, SettingsPatch } from "./Settings.ts"

export class NotInSandbox extends Schema.TaggedError<NotInSandbox>()("NotInSandbox", {
  what: Schema.String,
  name: Schema.String,
  listedAt: Schema.String
}) {
  override get message() {
    return `The sandbox has no ${this.what} ${JSON.stringify(this.name)}.`
  }
  get remedy() {
    return `GET ${this.listedAt} lists what there is.`
  }
}

/** The hand from outside: what people and tests do to this TikTok that no app could. Every step is in the books. */
export interface Control {
  readonly settings: (patch: SettingsPatch) => Effect.Effect<Settings>
  readonly reset: Effect.Effect<void>
  readonly addFault: (rule: FaultRule) => Effect.Effect<InjectedFault>
  readonly clearFaults: Effect.Effect<void>
  /** Where events are sent; null sends none. */
  readonly webhook: (url: string | null) => Effect.Effect<void>
  readonly addCreator: (creator: Partial<Creator> & { readonly username: string }) => Effect.Effect<Creator>
  /** The creator takes the app's access away. */
  readonly disconnect: (username: string) => Effect.Effect<void, NotInSandbox>
  readonly ban: (username: string) => Effect.Effect<void, NotInSandbox>
  readonly unban: (username: string) => Effect.Effect<void, NotInSandbox>
  /** Turns the account private or public; public posts go out of view or come back. */
  readonly setPrivate: (username: string, isPrivate: boolean) => Effect.Effect<void, NotInSandbox>
  /** The creator posts a draft from the inbox. */
  readonly finishDraft: (publishId: string, privacyLevel?: PrivacyLevel) => Effect.Effect<void, NotInSandbox>
  readonly removePost: (postId: string) => Effect.Effect<void, NotInSandbox>
}

const draftPost = (privacyLevel: PrivacyLevel): PostInfoRecord => ({
  title: "",
  privacyLevel,
  disableDuet: false,
  disableStitch: false,
  disableComment: false,
  coverMillis: null,
  brandContent: false,
  brandOrganic: false,
  isAigc: false
})

export const makeControl = (sandbox: Sandbox): Control => {
  const { store } = sandbox.world

  const step = <A, E = never>(what: string, detail: string, act: (now: number) => Effect.Effect<A, E>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      sandbox.advance(now)
      store.note(now, { kind: "control", what, detail })
      return Effect.ensuring(act(now), Effect.sync(() => sandbox.save()))
    })

  const forCreator = (what: string, username: string, act: (creator: Creator, now: number) => void) =>
    step(what, username, (now) => {
      const creator = store.get("creators", username)
      return creator === undefined
        ? Effect.fail(new NotInSandbox({ what: "creator", name: username, listedAt: "/sandbox/creators" }))
        : Effect.sync(() => act(creator, now))
    })

  const put = (creator: Creator): void => store.put("creators", creator.username, creator)

  const endAccess = (username: string, reason: RevokeReason, now: number) =>
    revokeAccess(sandbox.world, username, reason, now)

  const setPrivate = (creator: Creator, isPrivate: boolean, now: number): void => {
    put({ ...creator, privateAccount: isPrivate })
    for (const one of store.all("publications")) {
      const wasPublic = one.username === creator.username && one.publicAt !== null
      if (wasPublic) show(sandbox.world, one, !isPrivate, now)
    }
  }

  return {
    settings: (patch) =>
      step("settings", JSON.stringify(patch), () =>
        Effect.sync(() => {
          store.patchSettings(patch)
          return store.settings
        })),
    reset: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.sync(() => {
        sandbox.reset()
        store.note(now, { kind: "control", what: "reset", detail: "" })
        sandbox.save()
      })),
    addFault: (rule) => step("fault", JSON.stringify(rule), () => Effect.sync(() => addFault(sandbox.world, rule))),
    clearFaults: step("clear faults", "", () =>
      Effect.sync(() => {
        for (const id of store.ids("faults")) store.remove("faults", id)
      })),
    webhook: (url) => step("webhook", url ?? "none", () => Effect.sync(() => store.patchSettings({ webhookUrl: url }))),
    addCreator: (creator) =>
      step("add creator", creator.username, () =>
        Effect.sync(() => {
          const added = newCreator(creator.username, creator)
          put(added)
          return added
        })),
    disconnect: (username) => forCreator("disconnect", username, (_, now) => endAccess(username, 1, now)),
    ban: (username) =>
      // It ends posting alone: what is public stays, and so does the app's access.
      forCreator("ban", username, (creator) => put({ ...creator, banned: true })),
    unban: (username) => forCreator("unban", username, (creator) => put({ ...creator, banned: false })),
    setPrivate: (username, isPrivate) =>
      forCreator(
        isPrivate ? "make private" : "make public",
        username,
        (creator, now) => setPrivate(creator, isPrivate, now)
      ),
    finishDraft: (publishId, privacyLevel = "PUBLIC_TO_EVERYONE") =>
      step("finish draft", publishId, (now) => {
        const draft = store.get("publications", publishId)
        if (draft?.status !== "SEND_TO_USER_INBOX") {
          return Effect.fail(new NotInSandbox({ what: "waiting draft", name: publishId, listedAt: "/sandbox/posts" }))
        }
        const isPublic = privacyLevel === "PUBLIC_TO_EVERYONE" &&
          store.get("creators", draft.username)?.privateAccount === false
        return Effect.sync(() => post(sandbox.world, { ...draft, post: draftPost(privacyLevel) }, isPublic, now))
      }),
    removePost: (postId) =>
      step("remove post", postId, (now) => {
        const found = store.all("publications").find((one) => one.postId === postId)
        return found === undefined
          ? Effect.fail(new NotInSandbox({ what: "post", name: postId, listedAt: "/sandbox/posts" }))
          : Effect.sync(() => takeDown(sandbox.world, found, now))
      })
  }
}
