import { Either } from "effect"
import * as Setting from "../Setting.ts"
import { everyone } from "./Readers.ts"
import { longToken } from "./Token.ts"

/** The stand-in for TikTok reads these itself, because it knows nothing of Callsheet. */
export const sandbox = {
  sandboxPort: Setting.port({
    name: "CALLSHEET_SANDBOX_PORT",
    meaning: "Where the sandbox TikTok listens. `callsheet up` takes the next free port when it is taken.",
    value: 4_401,
    readBy: everyone
  }),
  sandboxState: Setting.text({
    name: "CALLSHEET_SANDBOX_STATE",
    meaning: "File that keeps the sandbox's tokens and posts over a restart.",
    fallback: "none: they end with it; `callsheet up` keeps them in the data folder",
    readBy: ["sandbox"]
  }),
  sandboxClientKey: Setting.textOr({
    name: "CALLSHEET_SANDBOX_CLIENT_KEY",
    meaning: "The client key the sandbox accepts.",
    fallback: "`sandbox-key`",
    value: "sandbox-key",
    readBy: ["sandbox"]
  }),
  sandboxClientSecret: Setting.secret({
    name: "CALLSHEET_SANDBOX_CLIENT_SECRET",
    meaning: "The client secret the sandbox accepts.",
    fallback: "`sandbox-secret`",
    readBy: ["sandbox"]
  }, Either.right),
  sandboxToken: Setting.secret({
    name: "CALLSHEET_SANDBOX_TOKEN",
    meaning: "Who sends it as `Authorization: Bearer` may command the sandbox under `/sandbox/`.",
    type: "at least 16 characters without spaces",
    fallback: "none: nobody may; `callsheet up` makes one for each run, in `sandbox.token` in the data folder",
    readBy: ["sandbox"]
  }, longToken),
  sandboxConsent: Setting.secret({
    name: "CALLSHEET_SANDBOX_CONSENT",
    meaning: "The sandbox's consent page opens with `pass` of this value in its address alone. " +
      "Put it into `CALLSHEET_TIKTOK_AUTH_URL`: `…/v2/auth/authorize/?pass=VALUE`.",
    type: "at least 16 characters without spaces",
    fallback: "none: the page opens without it; `callsheet up` makes one for each run",
    readBy: ["sandbox"]
  }, longToken),
  sandboxWebhookUrl: Setting.address({
    name: "CALLSHEET_SANDBOX_WEBHOOK_URL",
    meaning: "Where the sandbox sends its webhooks.",
    readBy: ["sandbox"]
  })
}
