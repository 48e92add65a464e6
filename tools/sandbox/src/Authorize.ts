import { page, redirect, type WireAnswer } from "./Answer.ts"
import { ANOTHER_CREATOR, consentPage, errorPage } from "./ConsentPage.ts"
import { newCreator } from "./Creators.ts"
import { hex } from "./Entropy.ts"
import { grantsOf } from "./Grants.ts"
import type { Creator } from "./Records.ts"
import type { Settings } from "./Settings.ts"
import type { Call, SandboxWorld } from "./World.ts"

/** Scopes an app of Login Kit, Content Posting and Display can ask for. */
export const scopesKnown: ReadonlyArray<string> = [
  "user.info.basic",
  "user.info.profile",
  "user.info.stats",
  "video.list",
  "video.publish",
  "video.upload"
]

const splitScopes = (text: string): ReadonlyArray<string> => text.split(",").filter((scope) => scope !== "")

/** Why an address cannot be a redirect address, or null. Web: https. This machine: http or https with a port. */
const redirectFault = (settings: Settings, uri: string): string | null => {
  if (uri.length >= 512) return "It must be shorter than 512 characters."
  if (!URL.canParse(uri)) return "It must be an absolute address."
  const { hash, hostname, port, protocol, search } = new URL(uri)
  if (search !== "" || hash !== "") return "It must have neither a query nor a fragment."
  const local = hostname === "localhost" || hostname === "127.0.0.1"
  if (local ? !/^https?:$/.test(protocol) || port === "" : protocol !== "https:") {
    return "It must be https, or http on localhost or 127.0.0.1 with a port."
  }
  if (settings.redirectUris === null) return null
  const registered = settings.redirectUris.some((allowed) =>
    allowed === uri || allowed.replace(":*", `:${port}`) === uri
  )
  return registered ? null : "It is not registered for this app."
}

/** What the address of the consent page asks for, or the page that says why it cannot be shown. */
const readQuestion = (world: SandboxWorld, query: URLSearchParams) => {
  const refused = (why: string) => ({ refused: page(400, errorPage(why)) })
  const redirectUri = query.get("redirect_uri") ?? ""
  const fault = redirectFault(world.store.settings, redirectUri)
  if (query.get("client_key") !== world.app.clientKey) return refused("The client_key is not known.")
  if (fault !== null) return refused(`The redirect_uri cannot be used. ${fault}`)
  if (query.get("response_type") !== "code") return refused("The response_type must be code.")
  const scopes = splitScopes(query.get("scope") ?? "")
  const unknown = scopes.filter((scope) => !scopesKnown.includes(scope))
  if (scopes.length === 0) return refused("The scope is empty.")
  if (unknown.length > 0) return refused(`The scope is unknown: ${unknown.join(", ")}. Separate scopes by commas.`)
  const state = query.get("state") ?? ""
  if (state === "") return refused("The state is missing.")
  const challenge = query.get("code_challenge")
  if (challenge === null ? world.store.settings.requirePkce : query.get("code_challenge_method") !== "S256") {
    return refused("A code_challenge with code_challenge_method S256 is needed.")
  }
  return { redirectUri, scopes, state, challenge }
}
type Question = Exclude<ReturnType<typeof readQuestion>, { readonly refused: WireAnswer }>

const back = (question: Question, fields: Readonly<Record<string, string>>, code = "ok"): WireAnswer => {
  const url = new URL(question.redirectUri)
  for (const [name, value] of Object.entries({ ...fields, state: question.state })) url.searchParams.set(name, value)
  return redirect(url.toString(), code)
}

const grantTo = (
  world: SandboxWorld,
  question: Question,
  creator: Creator,
  scopes: ReadonlyArray<string>,
  now: number
) => {
  // Real codes hold * and !, which is why they must be decoded exactly once.
  const code = `${hex(world.entropy, 12)}*0!${hex(world.entropy, 2)}.s1`
  world.store.put("codes", code, {
    username: creator.username,
    scopes,
    redirectUri: question.redirectUri,
    challenge: question.challenge,
    expiresAt: now + world.store.settings.codeSeconds * 1_000
  })
  return back(question, { code, scopes: scopes.join(",") })
}

/** The first who has not granted yet: a caller without a page is taken for the next of them. */
const nextOf = (world: SandboxWorld): Creator | undefined =>
  world.store.all("creators").find((creator) => grantsOf(world, creator.username).length === 0)

const creatorNamed = (world: SandboxWorld, named: string): Creator | undefined =>
  world.store.all("creators").find((creator) => creator.username === named)

/** A test creator whom nobody knows yet, for the org that finds all others connected. */
const addAnother = (world: SandboxWorld): Creator => {
  const taken = new Set(world.store.all("creators").map(({ username }) => username))
  let number = taken.size + 1
  while (taken.has(`test.account.${number}`)) number++
  const added = newCreator(`test.account.${number}`, { nickname: `Test account ${number}` })
  world.store.put("creators", added.username, added)
  return added
}

/**
 * GET /v2/auth/authorize/. Shows the consent page, or grants at once with `auto=1` in the query or `autoConsent` in the
 * settings, even if `disable_auto_auth` asks for the page: nobody sits before a sandbox. `auto=0` shows the page, and so
 * does a request that names no creator once all have granted.
 */
export const authorize = (world: SandboxWorld, call: Call): WireAnswer => {
  const { query } = call.request
  const question = readQuestion(world, query)
  if ("refused" in question) return question.refused
  const { settings } = world.store
  const auto = query.get("auto")
  const named = query.get("creator") ?? settings.autoConsentCreator
  const next = named === null ? nextOf(world) : creatorNamed(world, named)
  // Where all have granted, nobody can guess which of them is meant.
  const undecided = named === null && next === undefined
  if (auto === "0" || (auto !== "1" && (!settings.autoConsent || undecided))) {
    return page(200, consentPage(world.store.all("creators"), question.scopes, query))
  }
  const creator = undecided ? world.store.all("creators")[0] : next
  if (creator === undefined) return page(400, errorPage("There is no such test creator."))
  return grantTo(world, question, creator, question.scopes, call.now)
}

/** GET /sandbox/consent: where the buttons of the consent page lead. */
export const consent = (world: SandboxWorld, call: Call): WireAnswer => {
  const { query } = call.request
  const question = readQuestion(world, query)
  if ("refused" in question) return question.refused
  if (query.get("answer") !== "continue") {
    return back(question, { error: "access_denied", error_description: "User denied the request." }, "access_denied")
  }
  const named = query.get("creator")
  const creator = named === ANOTHER_CREATOR
    ? addAnother(world)
    : named === null
    ? nextOf(world) ?? world.store.all("creators")[0]
    : creatorNamed(world, named)
  if (creator === undefined) return page(400, errorPage("There is no such test creator."))
  const granted = question.scopes.filter((scope) => query.getAll("granted").includes(scope))
  return grantTo(world, question, creator, granted, call.now)
}
