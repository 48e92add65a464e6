export type Mode = "sandbox" | "live"

/** Shown wherever people look, so that nobody takes the sandbox for the real thing. */
export const SANDBOX_BANNER = "SANDBOX: nothing reaches TikTok"
