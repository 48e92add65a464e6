import { CONSENT_PATH } from "../../auth/Connection.ts"
import { bytes, html, type OtherRoute, queryParameter } from "./OtherRoute.ts"

const consentState = queryParameter(
  "state",
  "Names the request to connect, as `account.connect` gave it in the address."
)

/** These routes answer people: what went wrong is a page too. */
const notConnected: OtherRoute["answers"] = {
  "409": { description: "The request to connect is used, too old, or of another browser.", content: [html] },
  "422": { description: "The address or the form carries no answer.", content: [html] }
}

export const tiktok: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: CONSENT_PATH,
    id: "tiktok.consent",
    tag: "tiktok",
    summary: "Show what a creator is about to consent to",
    description:
      "The address that `account.connect` gives. It is for a browser; in sandbox mode a program is led straight on.",
    access: ["anyone"],
    parameters: [consentState],
    answers: {
      "200": { description: "The page.", content: [html] },
      "303": { description: "Sandbox mode: leads a program on to the stand-in." },
      ...notConnected
    },
    errors: ["503"]
  },
  {
    method: "post",
    path: CONSENT_PATH,
    id: "tiktok.consentGiven",
    tag: "tiktok",
    summary: "Go on to TikTok",
    description: "The form of that page. Other pages are refused.",
    access: ["anyone"],
    body: bytes("application/x-www-form-urlencoded"),
    answers: { "303": { description: "Leads to TikTok's authorize page." }, ...notConnected },
    errors: ["403", "413", "503"]
  },
  {
    method: "get",
    path: "/oauth/tiktok/callback",
    id: "tiktok.callback",
    tag: "tiktok",
    summary: "Come back from TikTok",
    description: "TikTok leads the creator's browser here. Register the address as redirect URI of your app.",
    access: ["anyone"],
    parameters: [
      { ...consentState, required: true },
      queryParameter("code", "What is exchanged for the account's tokens; absent where the creator declined."),
      queryParameter("scopes", "What the creator granted, separated by commas."),
      queryParameter("error", "Why there is no code."),
      queryParameter("error_description", "The same in words.")
    ],
    answers: { "200": { description: "The account is connected.", content: [html] }, ...notConnected },
    errors: ["503"]
  },
  {
    method: "post",
    path: "/webhooks/tiktok",
    id: "tiktok.webhook",
    tag: "tiktok",
    summary: "Receive an event from TikTok",
    description:
      "Register the address as callback URL of your app. The signature is checked over the bytes as they come; the same event is stored once. Nothing depends on it: a publication is also followed by asking.",
    access: ["webhook"],
    body: { type: "application/json" },
    answers: { "200": { description: "Stored, or known already." } },
    errors: ["401", "408", "413", "422", "503"]
  }
]
