import { Api } from "@callsheet/domain/api/Api"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as RpcClient from "@effect/rpc/RpcClient"
import { RpcClientError } from "@effect/rpc/RpcClientError"
import type * as RpcGroup from "@effect/rpc/RpcGroup"
import * as RpcSerialization from "@effect/rpc/RpcSerialization"
import { Context, Effect, Layer, Option, Redacted, Schedule } from "effect"
import { ClientConfig } from "./ClientConfig.ts"
import { NoKey, WrongUse } from "./CliError.ts"
import { keyFileOf, readOwnerKey } from "./OwnerKey.ts"
import { runningStacks } from "./RunningStacks.ts"

/** Which server is asked, and in whose name. */
export interface Target {
  /** Base address without a slash at its end. */
  readonly url: string
  readonly key: Redacted.Redacted
}

export type Client = RpcClient.RpcClient<RpcGroup.Rpcs<typeof Api>, RpcClientError>

/**
 * Over HTTP each call is one request whose answer carries its end. An answer that stops before it is a server that went
 * away; without this the call would wait forever.
 */
const endingProtocol = (client: HttpClient.HttpClient) =>
  Effect.map(RpcClient.makeProtocolHttp(client), (protocol): RpcClient.Protocol["Type"] => ({
    ...protocol,
    send: (message, transferables) =>
      message._tag !== "Request"
        ? protocol.send(message, transferables)
        : Effect.zipRight(
          protocol.send(message, transferables),
          Effect.fail(new RpcClientError({ reason: "Protocol", message: "The answer has no end." }))
        )
  }))

const clientOf = ({ key, url }: Target) =>
  Effect.gen(function*() {
    const http = HttpClient.mapRequest(yield* HttpClient.HttpClient, (request) =>
      request.pipe(
        HttpClientRequest.prependUrl(`${url}/rpc`),
        HttpClientRequest.bearerToken(Redacted.value(key))
      )).pipe(HttpClient.filterStatusOk)
    const protocol = yield* endingProtocol(http)
    return yield* RpcClient.make(Api, { disableTracing: true }).pipe(
      Effect.provideService(RpcClient.Protocol, protocol)
    )
  }).pipe(Effect.provide(RpcSerialization.layerNdjson))

const hostOf = (url: string): string => new URL(url).hostname
const isLocal = (url: string): boolean => ["127.0.0.1", "localhost", "[::1]"].includes(hostOf(url))

/** `CALLSHEET_URL` and `CALLSHEET_API_KEY`; on a machine with a local stack its stored owner key serves. */
export const targetOf = (given: Option.Option<string>) =>
  Effect.gen(function*() {
    const config = yield* ClientConfig
    const chosen = Option.orElse(given, () => config.url)
    if (Option.isSome(config.key)) {
      return { url: Option.getOrElse(chosen, () => config.standardUrl).replace(/\/+$/, ""), key: config.key.value }
    }
    const stored = yield* readOwnerKey(config.dataDir)
    if (Option.isNone(stored)) return yield* new NoKey({ looked: keyFileOf(config.dataDir), stacks: runningStacks() })
    // The stored key belongs to the local stack, and is sent nowhere else.
    const url = Option.getOrElse(chosen, () => stored.value.url).replace(/\/+$/, "")
    if (!URL.canParse(url)) {
      return yield* new WrongUse({ what: `${url} is not a valid URL.`, next: "Give one such as http://127.0.0.1:4400" })
    }
    if (!isLocal(url) && hostOf(url) !== hostOf(stored.value.url)) {
      return yield* new NoKey({ looked: `a key for ${url}`, stacks: [] })
    }
    return { url, key: stored.value.key }
  })

/** A server that restarts is waited for so long; then it is said to be away. */
export const serverComesBack = Schedule.exponential("200 millis").pipe(
  Schedule.union(Schedule.spaced("2 seconds")),
  Schedule.upTo("1 minute")
)

export const isAway = (error: unknown): error is RpcClientError => error instanceof RpcClientError

/** Everything a server can be asked, typed. */
export class ApiClient extends Context.Tag("@callsheet/cli/ApiClient")<ApiClient, Client>() {
  static readonly layer = (target: Target) => Layer.scoped(this, clientOf(target))
  static readonly layerConfig = (url: Option.Option<string>) =>
    Layer.unwrapEffect(Effect.map(targetOf(url), (target) => this.layer(target)))
}
