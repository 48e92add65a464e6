import { commandLine } from "./groups/CommandLineSettings.ts"
import { place } from "./groups/PlaceSettings.ts"
import { money } from "./groups/PriceSettings.ts"
import { sandbox } from "./groups/SandboxSettings.ts"
import { secrets } from "./groups/SecretSettings.ts"
import { pictures, providers } from "./groups/StudioSettings.ts"
import { tiktok } from "./groups/TikTokSettings.ts"
import { watching } from "./groups/WatchingSettings.ts"
import { work } from "./groups/WorkSettings.ts"
import type * as Setting from "./Setting.ts"

/** Every variable that Callsheet reads, by the headings of the documentation. */
export const groups = {
  "Where things are": place,
  "TikTok": tiktok,
  "Secrets": secrets,
  "Scripts and voices": providers,
  "Pictures": pictures,
  "Work": work,
  "Prices": money,
  "Logs and telemetry": watching,
  "Command line": commandLine,
  "Sandbox": sandbox
} as const

/** The same by the names under which the code reads them. */
export const settings = {
  ...place,
  ...tiktok,
  ...secrets,
  ...providers,
  ...pictures,
  ...work,
  ...money,
  ...watching,
  ...commandLine,
  ...sandbox
} as const

export const allSettings: ReadonlyArray<Setting.Setting<unknown>> = Object.values(settings)

/** Variables of features that this release does not have. Setting one stops the start: it would change nothing. */
export const unsupported: ReadonlyArray<{ readonly prefix: string; readonly feature: string }> = [
  { prefix: "CALLSHEET_S3_", feature: "Object storage" },
  { prefix: "CALLSHEET_CLIP_", feature: "Generating clips" },
  { prefix: "CALLSHEET_SMTP_", feature: "Sending e-mail" },
  { prefix: "CALLSHEET_MAIL_", feature: "Sending e-mail" }
]

/** Variables of the project's own tests and scripts; no program of Callsheet reads them. */
export const forTests: ReadonlyArray<string> = ["CALLSHEET_TEST_", "CALLSHEET_CHAOS", "CALLSHEET_SYNC_MICROS"]
