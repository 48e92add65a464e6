import type { Remedied } from "@callsheet/domain/Failure"
import { Context, type Effect } from "effect"

/** What TikTok's redirect brings back. Exactly one of `code` and `error` is there. */
export interface ReturnedFromTikTok {
  readonly state: string
  readonly code: string | null
  readonly scopes: ReadonlyArray<string>
  readonly error: string | null
}

/** What a person must know before they give their account away. */
export interface ConsentTerms {
  readonly orgName: string
  readonly by: string
  readonly scopes: ReadonlyArray<string>
  readonly expiresAt: number
}

/**
 * The way through TikTok's consent page. A request belongs to the first browser that goes on from our page, where it says
 * who gets the account. What comes from any other browser changes nothing: nobody finishes or refuses what is not theirs,
 * and a link to TikTok's page that somebody was sent connects nothing.
 */
export class Consents extends Context.Tag("@callsheet/server/Consents")<Consents, {
  /** Whose request it is and what it asks for. */
  readonly terms: (state: string) => Effect.Effect<ConsentTerms, Remedied>
  /** Gives the request to this browser. Answers the address of TikTok's page. */
  readonly begin: (state: string, browser: string) => Effect.Effect<string, Remedied>
  /** Ends the request of this browser with what TikTok answered. */
  readonly finish: (returned: ReturnedFromTikTok, browser: string) => Effect.Effect<{ readonly name: string }, Remedied>
}>() {}
