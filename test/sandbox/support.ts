import { type ServerOptions, start } from "@callsheet/sandbox/Http"
import { challengeOf } from "@callsheet/sandbox/OAuth"
import { sampleVideo, type SampleVideoOptions } from "@callsheet/sandbox/SampleVideo"
import { Effect, Schema, TestClock } from "effect"

export const verifier = "sim-code-verifier-0123456789-abcdefghijklmnopqrst"
export const callback = "http://127.0.0.1:4400/oauth/tiktok/callback"
export const allScopes = "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload"
/** 22 November 2026: far from the zero at which a test clock starts. */
export const someDay = 1_795_305_600_000

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Reads a path in the JSON body; undefined where there is nothing. */
  readonly at: (...path: ReadonlyArray<string | number>) => unknown
  readonly code: unknown
}

const isRecord = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === "object" && value !== null

const reply = (status: number, headers: Headers, text: string): Reply => {
  const at = (...path: ReadonlyArray<string | number>): unknown => {
    let value: unknown = text === "" ? undefined : JSON.parse(text)
    for (const step of path) value = isRecord(value) ? value[step] : undefined
    return value
  }
  return {
    status,
    headers,
    text,
    at,
    get code() {
      return at("error", "code") ?? at("error")
    }
  }
}

/** A request over a real socket; fails with the reason as text when the connection breaks. */
export const send = (url: string, init: RequestInit = {}): Effect.Effect<Reply, string> =>
  Effect.tryPromise({
    try: async () => {
      const response = await fetch(url, { redirect: "manual", ...init })
      return reply(response.status, response.headers, await response.text())
    },
    catch: (error) => String(error)
  })

const CONTROL = "control-of-a-sandbox-test"

/** A command as the person beside the sandbox gives it, at an address under `/sandbox/`. */
export const command = (url: string, init: RequestInit = {}): Effect.Effect<Reply, string> =>
  send(url, { ...init, headers: { authorization: `Bearer ${CONTROL}` } })

const Tokens = Schema.parseJson(Schema.Struct({
  access_token: Schema.String,
  refresh_token: Schema.String,
  open_id: Schema.String,
  scope: Schema.String
}))
const Started = Schema.parseJson(
  Schema.Struct({ data: Schema.Struct({ publish_id: Schema.String, upload_url: Schema.String }) })
)

export interface Account {
  readonly accessToken: string
  readonly refreshToken: string
  readonly openId: string
}

/** Nine tenths of what the tests say to TikTok. */
export const client = (url: string) => {
  const form = (path: string, fields: Record<string, string>) =>
    send(`${url}${path}`, { method: "POST", body: new URLSearchParams(fields) })
  const app = { client_key: "sandbox-key", client_secret: "sandbox-secret" }
  const authorizeUrl = (more: Record<string, string> = {}) =>
    `${url}/v2/auth/authorize/?${new URLSearchParams({
      client_key: "sandbox-key",
      response_type: "code",
      scope: allScopes,
      redirect_uri: callback,
      state: "some state",
      code_challenge: challengeOf(verifier),
      code_challenge_method: "S256",
      ...more
    })}`
  const consent = (more: Record<string, string> = {}) =>
    Effect.map(send(authorizeUrl(more)), ({ headers }) => new URL(headers.get("location") ?? "").searchParams)
  const exchange = (code: string, more: Record<string, string> = {}) =>
    form("/v2/oauth/token/", {
      ...app,
      grant_type: "authorization_code",
      code,
      redirect_uri: callback,
      code_verifier: verifier,
      ...more
    })
  const refresh = (refreshToken: string) =>
    form("/v2/oauth/token/", { ...app, grant_type: "refresh_token", refresh_token: refreshToken })
  const accountOf = (answer: Reply) =>
    Effect.map(Schema.decode(Tokens)(answer.text), (tokens): Account => ({
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      openId: tokens.open_id
    }))
  const connect = (creator: string, scope = allScopes) =>
    consent({ creator, scope }).pipe(
      Effect.flatMap((query) => exchange(query.get("code") ?? "")),
      Effect.flatMap(accountOf)
    )
  const call = (account: Pick<Account, "accessToken">, path: string, body: unknown = {}) =>
    send(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${account.accessToken}`, "content-type": "application/json; charset=UTF-8" },
      body: JSON.stringify(body)
    })
  const init = (account: Account, source: Record<string, unknown>, post: Record<string, unknown> = {}) =>
    call(account, "/v2/post/publish/video/init/", {
      post_info: { title: "A title", privacy_level: "SELF_ONLY", ...post },
      source_info: { source: "FILE_UPLOAD", ...source }
    })
  const begin = (account: Account, size: number, post: Record<string, unknown> = {}, chunkSize = size) =>
    init(account, { video_size: size, chunk_size: chunkSize, total_chunk_count: Math.floor(size / chunkSize) }, post)
      .pipe(Effect.flatMap(({ text }) => Schema.decode(Started)(text)), Effect.map(({ data }) => data))
  const put = (
    uploadUrl: string,
    bytes: Uint8Array,
    first: number,
    total: number,
    headers: Record<string, string> = {}
  ) =>
    send(uploadUrl, {
      method: "PUT",
      headers: {
        "content-type": "video/mp4",
        "content-range": `bytes ${first}-${first + bytes.length - 1}/${total}`,
        ...headers
      },
      body: Buffer.from(bytes)
    })
  const status = (account: Account, publishId: string) =>
    call(account, "/v2/post/publish/status/fetch/", { publish_id: publishId })
  /** Init and the whole file in one chunk. */
  const upload = (account: Account, video: Uint8Array, post: Record<string, unknown> = {}) =>
    Effect.gen(function*() {
      const started = yield* begin(account, video.length, post)
      const answer = yield* put(started.upload_url, video, 0, video.length)
      return { publishId: started.publish_id, uploadUrl: started.upload_url, answer }
    })
  return {
    url,
    authorizeUrl,
    accountOf,
    app,
    begin,
    call,
    connect,
    consent,
    exchange,
    form,
    init,
    put,
    refresh,
    status,
    upload
  }
}

/** A sandbox on a free port whose time is the test's: `TestClock.adjust` moves it. */
export const openSandbox = (options: ServerOptions = {}) =>
  Effect.gen(function*() {
    yield* TestClock.setTime(someDay)
    const running = yield* start({ proofs: { control: CONTROL, consent: null }, ...options })
    return { ...running, ...client(running.url) }
  })

export const video = (options: SampleVideoOptions = {}): Uint8Array => sampleVideo(options)
