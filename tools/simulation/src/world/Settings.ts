import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { Duration, Layer, Redacted } from "effect"

export const CLIENT_SECRET = "sandbox-secret"

/** Where the wire client believes TikTok to be; every call ends in the simulated one. */
export const tikTokConfig = Layer.succeed(TikTokConfig, {
  apiUrl: "https://sandbox.invalid",
  authorizeUrl: "https://www.tiktok.com/v2/auth/authorize/",
  clientKey: "sandbox-key",
  clientSecret: Redacted.make(CLIENT_SECRET),
  userAgent: "callsheet/simulation",
  callTimeout: Duration.seconds(5),
  chunkTimeout: Duration.seconds(5)
})

/** Every process of a simulated installation has the same master key. */
export const vault = Vault.layer(masterKey(Buffer.alloc(32, 7)))
