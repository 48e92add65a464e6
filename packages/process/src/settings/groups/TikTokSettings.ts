import { VERSION } from "@callsheet/domain/Version"
import { Either } from "effect"
import * as Setting from "../Setting.ts"
import { members, owners } from "./Readers.ts"

const proxyAddress = (text: string): Either.Either<string, string> =>
  /^https?:\/\/[^/]+\/?$/.test(text)
    ? Either.right(text)
    : Either.left("expected an address such as http://proxy:3128")

export const tiktok = {
  tiktokClientKey: Setting.text({
    name: "CALLSHEET_TIKTOK_CLIENT_KEY",
    meaning: "The app's client key from TikTok's developer portal.",
    fallback: "none; required when live",
    readBy: members
  }),
  tiktokClientSecret: Setting.secret({
    name: "CALLSHEET_TIKTOK_CLIENT_SECRET",
    meaning: "The app's client secret. It also checks the signature of TikTok's webhooks.",
    fallback: "none; required when live",
    readBy: members
  }, Either.right),
  tiktokApiUrl: Setting.address({
    name: "CALLSHEET_TIKTOK_API_URL",
    meaning: "Base of TikTok's open API, or of a stand-in.",
    fallback: "TikTok's; in sandbox mode the built-in sandbox",
    readBy: owners
  }),
  tiktokAuthUrl: Setting.address({
    name: "CALLSHEET_TIKTOK_AUTH_URL",
    meaning: "The page on which a creator grants access.",
    fallback: "TikTok's; in sandbox mode the built-in sandbox",
    readBy: members
  }),
  userAgent: Setting.textOr({
    name: "CALLSHEET_USER_AGENT",
    meaning: "How Callsheet names itself in calls to TikTok and to a language model.",
    fallback: "`callsheet/` and the version",
    value: `callsheet/${VERSION}`,
    readBy: members
  }),
  httpProxy: Setting.secret({
    name: "CALLSHEET_HTTP_PROXY",
    meaning: "Proxy for calls to the outside. This machine itself is reached directly.",
    type: "`http://proxy:3128`",
    readBy: members
  }, proxyAddress)
}
