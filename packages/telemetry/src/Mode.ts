import { Config } from "effect"

export type Mode = "sandbox" | "live"

/** CALLSHEET_MODE: in `sandbox` nothing can reach TikTok; `live` is asked for in so many words. */
export const ModeConfig: Config.Config<Mode> = Config.literal("sandbox", "live")("CALLSHEET_MODE").pipe(
  Config.withDefault("sandbox" as const)
)

/** Shown wherever people look, so that nobody takes the sandbox for the real thing. */
export const SANDBOX_BANNER = "SANDBOX: nothing reaches TikTok"
