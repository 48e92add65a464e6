import { Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** The sandbox of a stack that runs, as those see it who may command it. */
export interface StandIn {
  readonly url: string
  readonly token: Redacted.Redacted
}

const secret = () => randomBytes(24).toString("base64url")

/** As a whole or not at all, and never readable by another account. */
const keepToken = (dataDir: string, token: string): void => {
  const file = join(dataDir, "sandbox.token")
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, `${token}\n`, { mode: 0o600 })
  renameSync(aside, file)
}

/**
 * What this run's sandbox asks of its callers, and what our programs show it. Other accounts of the machine reach its port and
 * have none of it. `reached`: where our programs find it, when something stands between.
 */
export const standInFor = (options: {
  readonly dataDir: string
  readonly port: number
  readonly webhookUrl: string
  readonly reached: (url: string) => string
}) => {
  const { dataDir, port, reached, webhookUrl } = options
  const url = `http://127.0.0.1:${port}`
  const [clientSecret, token, consent] = [secret(), secret(), secret()]
  const clientKey = "callsheet-sandbox"
  keepToken(dataDir, token)
  return {
    standIn: { url, token: Redacted.make(token) } satisfies StandIn,
    forMembers: {
      CALLSHEET_TIKTOK_API_URL: reached(url),
      CALLSHEET_TIKTOK_AUTH_URL: `${url}/v2/auth/authorize/?pass=${consent}`,
      CALLSHEET_TIKTOK_CLIENT_KEY: clientKey,
      CALLSHEET_TIKTOK_CLIENT_SECRET: clientSecret
    },
    forSandbox: {
      CALLSHEET_HOST: "127.0.0.1",
      CALLSHEET_SANDBOX_PORT: String(port),
      CALLSHEET_SANDBOX_CLIENT_KEY: clientKey,
      CALLSHEET_SANDBOX_CLIENT_SECRET: clientSecret,
      CALLSHEET_SANDBOX_TOKEN: token,
      CALLSHEET_SANDBOX_CONSENT: consent,
      CALLSHEET_SANDBOX_STATE: join(dataDir, "sandbox.json"),
      CALLSHEET_SANDBOX_WEBHOOK_URL: webhookUrl
    }
  }
}
