import type { Settings } from "./Settings.ts"

/** What goes back over the wire, and the error code the books keep. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly code: string
}

/** Error code -> HTTP status and the sentence sent along (Content Posting and Display references, September 2026). */
const catalogue = {
  invalid_params: [400, "The request parameters are invalid."],
  invalid_publish_id: [400, "The publish_id does not exist."],
  token_not_authorized_for_specified_publish_id: [400, "The access_token is not authorized for this publish_id."],
  publish_not_cancellable: [400, "The publish is not cancellable."],
  scope_permission_missed: [400, "The requested fields need scopes that were not granted."],
  access_token_invalid: [401, "The access token is invalid or not found in the request."],
  scope_not_authorized: [401, "The user did not authorize the scope required for completing this request."],
  spam_risk_too_many_posts: [403, "The daily post cap is reached."],
  spam_risk_too_many_pending_share: [403, "There are too many pending shares in the last 24 hours."],
  spam_risk_user_banned_from_posting: [403, "The user is banned from making new posts."],
  reached_active_user_cap: [403, "The daily quota of active publishing users is reached."],
  unaudited_client_can_only_post_to_private_accounts: [403, "Please review our integration guidelines."],
  url_ownership_unverified: [403, "The ownership of the URL is not verified."],
  privacy_level_option_mismatch: [403, "The privacy level is not among the creator's options."],
  rate_limit_exceeded: [429, "The API rate limit was exceeded. Please try again later."],
  internal_error: [500, "Something went wrong on our side."]
} as const satisfies Record<string, readonly [number, string]>
export type ErrorCode = keyof typeof catalogue
const known = (code: string): code is ErrorCode => code in catalogue

const jsonHeaders = { "content-type": "application/json; charset=utf-8" }

const bigNumberMark = "big-number:"

/**
 * Marks digits that are to be printed as a JSON number. `JSON.stringify` cannot print a number this long, and to print
 * ids as TikTok does is the point of this sandbox.
 */
export const bigNumber = (digits: string): string => `${bigNumberMark}${digits}`

const print = (value: unknown): string =>
  JSON.stringify(value).replace(new RegExp(`"${bigNumberMark}(\\d+)"`, "g"), (_, digits: string) => digits)

/** Shape A: success. */
export const ok = (data: unknown, logId: string): WireAnswer => ({
  status: 200,
  headers: jsonHeaders,
  body: print({ data, error: { code: "ok", message: "", log_id: logId } }),
  code: "ok"
})

/** Shape A: success without data (cancel). */
export const okEmpty = (logId: string): WireAnswer => ({
  status: 200,
  headers: jsonHeaders,
  body: print({ error: { code: "ok", message: "", log_id: logId } }),
  code: "ok"
})

/** Shape A: refusal. A code the catalogue does not have goes out under 403, as unknown `spam_risk` codes would. */
export const refuse = (
  settings: Settings,
  logId: string,
  code: string,
  options: { readonly message?: string; readonly status?: number; readonly retryAfterSeconds?: number | null } = {}
): WireAnswer => {
  const [status, message] = known(code) ? catalogue[code] : [403, "Please review our integration guidelines."]
  const spelled = code === "invalid_params" ? settings.invalidParamCode : code
  const retryAfter = options.retryAfterSeconds ?? null
  return {
    status: options.status ?? status,
    headers: retryAfter === null ? jsonHeaders : { ...jsonHeaders, "retry-after": String(retryAfter) },
    body: print({ data: {}, error: { code: spelled, message: options.message ?? message, log_id: logId } }),
    code: spelled
  }
}

/** Shape B: success of an OAuth call. */
export const oauthOk = (fields: Readonly<Record<string, unknown>>): WireAnswer => ({
  status: 200,
  headers: { ...jsonHeaders, "cache-control": "no-store" },
  body: print(fields),
  code: "ok"
})

/** Shape B: refusal of an OAuth call. */
export const oauthRefuse = (settings: Settings, logId: string, error: string, description: string): WireAnswer => ({
  status: settings.oauthErrorStatus,
  headers: { ...jsonHeaders, "cache-control": "no-store" },
  body: print({ error, error_description: description, log_id: logId }),
  code: error
})

/** Shape C: a bare status, for chunks. */
export const bare = (status: number, contentRange: string | null = null): WireAnswer => ({
  status,
  headers: contentRange === null ? {} : { "content-range": contentRange },
  body: "",
  code: status < 300 ? "ok" : `http_${status}`
})

export const page = (status: number, html: string, code = status < 400 ? "ok" : `http_${status}`): WireAnswer => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: html,
  code
})

export const redirect = (location: string, code = "ok"): WireAnswer => ({
  status: 302,
  headers: { location },
  body: "",
  code
})

export const json = (status: number, value: unknown): WireAnswer => ({
  status,
  headers: jsonHeaders,
  body: `${JSON.stringify(value, null, 2)}\n`,
  code: status < 400 ? "ok" : `http_${status}`
})
