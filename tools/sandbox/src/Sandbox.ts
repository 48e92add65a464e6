import { accessOf } from "./Access.ts"
import { bare, type WireAnswer } from "./Answer.ts"
import { authorize, consent } from "./Authorize.ts"
import type { Books } from "./Books.ts"
import { standardCreators } from "./Creators.ts"
import { userInfo, videoList, videoQuery } from "./Display.ts"
import { type Entropy, systemEntropy } from "./Entropy.ts"
import type { FaultPlace, InjectedFault } from "./Fault.ts"
import { answerInstead, meetFault, spoil } from "./Faults.ts"
import { advance } from "./Lifecycle.ts"
import { type Attempt, settleNotice, takeDueNotices } from "./Notices.ts"
import { ownerOfRefresh, revoke, token } from "./OAuth.ts"
import { cancel, creatorInfo, fetchStatus, initDirect, initInbox, initPhoto } from "./Posting.ts"
import type { SettingsPatch } from "./Settings.ts"
import { Store } from "./Store.ts"
import { ownerOfUpload, putChunk } from "./Upload.ts"
import { memoryUploads, type UploadBytes } from "./UploadBytes.ts"
import { Windows } from "./Windows.ts"
import { type Call, logIdAt, type Request, type SandboxWorld } from "./World.ts"

interface Route {
  readonly place: FaultPlace
  readonly method: string
  readonly path: string
  readonly answer: (world: SandboxWorld, call: Call) => WireAnswer
}

/** Every path as documented, slash at its end included: what happens without it is unknown, so it is not found. */
const routes: ReadonlyArray<Route> = [
  { place: "authorize", method: "GET", path: "/v2/auth/authorize/", answer: authorize },
  { place: "authorize", method: "GET", path: "/sandbox/consent", answer: consent },
  { place: "token", method: "POST", path: "/v2/oauth/token/", answer: token },
  { place: "revoke", method: "POST", path: "/v2/oauth/revoke/", answer: revoke },
  { place: "creator_info", method: "POST", path: "/v2/post/publish/creator_info/query/", answer: creatorInfo },
  { place: "init", method: "POST", path: "/v2/post/publish/video/init/", answer: initDirect },
  { place: "inbox_init", method: "POST", path: "/v2/post/publish/inbox/video/init/", answer: initInbox },
  { place: "photo_init", method: "POST", path: "/v2/post/publish/content/init/", answer: initPhoto },
  { place: "status", method: "POST", path: "/v2/post/publish/status/fetch/", answer: fetchStatus },
  { place: "cancel", method: "POST", path: "/v2/post/publish/cancel/", answer: cancel },
  { place: "chunk", method: "PUT", path: "/upload", answer: putChunk },
  { place: "user_info", method: "GET", path: "/v2/user/info/", answer: userInfo },
  { place: "video_list", method: "POST", path: "/v2/video/list/", answer: videoList },
  { place: "video_query", method: "POST", path: "/v2/video/query/", answer: videoQuery }
]

const routeOf = (request: Request): Route | undefined =>
  routes.find((route) => route.path === request.path && route.method === request.method)

/** What the wire is to do: answer, answer in part and cut, or cut at once. */
export type WireOutcome =
  | { readonly _tag: "Answered"; readonly answer: WireAnswer }
  | { readonly _tag: "Truncated"; readonly answer: WireAnswer }
  | { readonly _tag: "Cut" }

export interface SandboxOptions {
  readonly clientKey?: string
  readonly clientSecret?: string
  readonly settings?: SettingsPatch
  readonly entropy?: Entropy
  readonly uploads?: UploadBytes
  /** An earlier state to go on with. */
  readonly store?: Store
  /** Receives each change before its answer leaves. */
  readonly keep?: (line: string) => void
}

/**
 * TikTok as one object: requests and the present time go in, answers come out. It reads no clock, opens no socket and
 * waits for nothing, so it runs on virtual time as well as behind a server.
 */
export class Sandbox {
  readonly world: SandboxWorld
  readonly #keep: (line: string) => void

  constructor(options: SandboxOptions = {}) {
    const store = options.store ?? new Store()
    this.world = {
      store,
      windows: new Windows(),
      uploads: options.uploads ?? memoryUploads(),
      entropy: options.entropy ?? systemEntropy,
      app: {
        clientKey: options.clientKey ?? "sandbox-key",
        clientSecret: options.clientSecret ?? "sandbox-secret"
      }
    }
    this.#keep = options.keep ?? (() => undefined)
    for (const entry of store.books.of("request")) {
      if (entry.window !== null) this.world.windows.count(entry.window, entry.at)
    }
    if (store.all("creators").length === 0) this.#fill()
    if (options.settings !== undefined) store.patchSettings(options.settings)
    this.save()
  }

  #fill(): void {
    for (const creator of standardCreators) this.world.store.put("creators", creator.username, creator)
  }

  get books(): Books {
    return this.world.store.books
  }

  /** Hands over what has changed since the last time. */
  save(): void {
    const line = this.world.store.takeChange()
    if (line !== null) this.#keep(line)
  }

  /** Lets everything happen that is due by now. */
  advance(now: number): void {
    advance(this.world, now, (openId) => {
      const fault = meetFault(this.world, "processing", openId)
      return fault?.kind === "failReason" ? fault.code ?? "internal" : null
    })
    this.save()
  }

  /** When the next thing happens by itself, or null. */
  nextDue(): number | null {
    const times = [this.world.store.nextDue("publications"), this.world.store.nextDue("deliveries")]
      .flatMap((next) => (next === null ? [] : [next.at]))
    return times.length === 0 ? null : Math.min(...times)
  }

  /** The fault this request meets. To be asked once per request, before `answer`. */
  meet(request: Request, now: number): InjectedFault | null {
    const route = routeOf(request)
    if (route === undefined) return null
    return meetFault(this.world, route.place, this.#askerOf(request, now))
  }

  /** The creator for whom a request speaks, by its token, its upload address or the token it wants renewed. */
  #askerOf(request: Request, now: number): string | null {
    return accessOf(this.world, request, now)?.grant.openId ?? ownerOfUpload(this.world, request) ??
      ownerOfRefresh(this.world, request)
  }

  /** Does what the request asks, unless the fault prevents it, and enters it in the books. */
  answer(request: Request, now: number, fault: InjectedFault | null): WireOutcome {
    this.advance(now)
    const call: Call = {
      request,
      now,
      logId: logIdAt(this.world.entropy, now),
      openId: this.#askerOf(request, now),
      token: null,
      publishId: null,
      window: null
    }
    const route = routeOf(request)
    const outcome = this.#outcome(route, call, fault)
    const { code, status } = outcome._tag === "Cut" ? { code: "cut", status: 0 } : outcome.answer
    this.world.store.note(now, {
      kind: "request",
      method: request.method,
      path: request.path,
      endpoint: route?.place ?? "none",
      status,
      code,
      fault: fault === null ? null : fault.kind,
      openId: call.openId,
      token: call.token,
      publishId: call.publishId,
      window: call.window,
      logId: call.logId
    })
    this.save()
    return outcome
  }

  #outcome(route: Route | undefined, call: Call, fault: InjectedFault | null): WireOutcome {
    const signed = (answer: WireAnswer): WireAnswer => ({
      ...answer,
      headers: { ...answer.headers, "x-tt-logid": call.logId }
    })
    if (fault?.kind === "dropBefore") return { _tag: "Cut" }
    const instead = fault === null ? null : answerInstead(this.world, route?.place ?? "*", fault, call.logId)
    // Without `after` the work is not done; with it only its answer is lost.
    if (instead !== null && fault?.after !== true) return { _tag: "Answered", answer: signed(instead) }
    const answer = route === undefined ? bare(404) : route.answer(this.world, call)
    if (fault === null) return { _tag: "Answered", answer: signed(answer) }
    if (fault.kind === "dropAfter") return { _tag: "Cut" }
    if (fault.kind === "truncated") return { _tag: "Truncated", answer: signed(answer) }
    return { _tag: "Answered", answer: signed(instead ?? spoil(fault, answer)) }
  }

  /** Events that are to be sent now. The attempt is on record before it is made. */
  takeDueNotices(now: number): ReadonlyArray<Attempt> {
    this.advance(now)
    const attempts = takeDueNotices(this.world, now)
    this.save()
    return attempts
  }

  settleNotice(deliveryId: string, status: number, now: number): void {
    settleNotice(this.world, deliveryId, status, now)
    this.save()
  }

  /** Empties everything, books included, and starts with the standard creators and settings. */
  reset(): void {
    const { store } = this.world
    store.clear()
    this.world.windows.clear()
    this.#fill()
    this.save()
  }
}
