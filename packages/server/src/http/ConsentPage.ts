import type { ConsentTerms } from "../auth/Consents.ts"
import { escapeHtml, page } from "./Html.ts"

const en = {
  title: (org: string) => `Connect a TikTok account to ${org}`,
  lead: (org: string) =>
    `The account that you choose on TikTok's page will belong to ${org}. Its people can then post videos with it.`,
  org: "Organisation",
  by: "Started by",
  byKey: (name: string) => `the key “${name}”`,
  until: "This link works for",
  minutes: (count: number) => (count === 1 ? "one more minute" : `${count} more minutes`),
  may: "Callsheet will be able to",
  warning: (org: string) =>
    `Did somebody send you this link? Go on only if you want ${org} to have your account. If you do not know ${org}, close this page: nothing is connected.`,
  go: "Continue to TikTok",
  connected: "Connected",
  isConnected: (name: string) => `${name} is connected. You can close this window.`,
  back: "Back to Callsheet",
  not: "Not connected",
  scopes: {
    "user.info.basic": "read your display name and picture",
    "user.info.profile": "read your user name and profile link",
    "user.info.stats": "read your numbers of followers, likes and videos",
    "video.list": "read your public videos and their numbers",
    "video.publish": "post videos to your account",
    "video.upload": "put videos into your inbox as drafts"
  } as Readonly<Record<string, string>>
}

const de: typeof en = {
  title: (org) => `Ein TikTok-Konto mit ${org} verbinden`,
  lead: (org) =>
    `Das Konto, das du auf der Seite von TikTok wählst, gehört dann zu ${org}. Die Leute dort können damit Videos posten.`,
  org: "Organisation",
  by: "Begonnen mit",
  byKey: (name) => `dem Schlüssel „${name}“`,
  until: "Dieser Link gilt noch",
  minutes: (count) => (count === 1 ? "eine Minute" : `${count} Minuten`),
  may: "Callsheet kann dann",
  warning: (org) =>
    `Hat dir jemand diesen Link geschickt? Geh nur weiter, wenn ${org} dein Konto bekommen soll. Kennst du ${org} nicht, dann schließ diese Seite: Es wird nichts verbunden.`,
  go: "Weiter zu TikTok",
  connected: "Verbunden",
  isConnected: (name) => `${name} ist verbunden. Du kannst dieses Fenster schließen.`,
  back: "Zurück zu Callsheet",
  not: "Nicht verbunden",
  scopes: {
    "user.info.basic": "deinen Anzeigenamen und dein Bild lesen",
    "user.info.profile": "deinen Nutzernamen und den Link zu deinem Profil lesen",
    "user.info.stats": "die Zahl deiner Follower, Likes und Videos lesen",
    "video.list": "deine öffentlichen Videos und ihre Zahlen lesen",
    "video.publish": "Videos in deinem Konto posten",
    "video.upload": "Videos als Entwürfe in deinen Posteingang legen"
  }
}

const languages = { en, de }
export type PageLanguage = keyof typeof languages

/** The first of the browser's languages that the page has. */
export const languageOf = (accepted: string | undefined): PageLanguage =>
  (accepted ?? "").split(",").map((one) => one.trim().slice(0, 2).toLowerCase())
    .find((one): one is PageLanguage => one === "en" || one === "de") ?? "en"

interface Look {
  readonly language: PageLanguage
  readonly banner: string | null
}

const MINUTE = 60_000

/** Says whose org gets the account, who began it and what it may do, before anything leads to TikTok. */
export const consentPage = (
  { banner, language }: Look,
  terms: ConsentTerms & { readonly state: string; readonly action: string; readonly now: number }
) => {
  const words = languages[language]
  const org = escapeHtml(terms.orgName)
  const fact = (name: string, value: string) => `<div><dt>${name}</dt><dd>${value}</dd></div>`
  const left = words.minutes(Math.max(1, Math.ceil((terms.expiresAt - terms.now) / MINUTE)))
  return page({
    title: words.title(terms.orgName),
    banner,
    language,
    sheet: true,
    body: `<main>
<h1>${words.title(org)}</h1>
<p>${words.lead(org)}</p>
<dl class="facts">
${fact(words.org, org)}
${fact(words.by, words.byKey(escapeHtml(terms.by)))}
${fact(words.until, left)}
</dl>
<h2>${words.may}</h2>
<ul>${terms.scopes.map((scope) => `<li>${escapeHtml(words.scopes[scope] ?? scope)}</li>`).join("")}</ul>
<p class="note">${words.warning(org)}</p>
<form method="post" action="${escapeHtml(terms.action)}">
<input type="hidden" name="state" value="${escapeHtml(terms.state)}">
<button type="submit">${words.go}</button>
</form>
</main>`
  })
}

export const connectedPage = ({ banner, language }: Look, name: string) => {
  const words = languages[language]
  return page({
    title: words.connected,
    banner,
    language,
    sheet: true,
    body: `<main><h1>${words.connected}</h1><p>${words.isConnected(escapeHtml(name))}</p>
<p><a href="/accounts?connected=1">${words.back}</a></p></main>`
  })
}

export const notConnectedPage = (
  { banner, language }: Look,
  failure: { readonly message: string; readonly remedy: string; readonly status: number }
) => {
  const words = languages[language]
  return page({
    title: words.not,
    banner,
    language,
    sheet: true,
    status: failure.status,
    body: `<main><h1>${words.not}</h1><p>${escapeHtml(failure.message)}</p><p>${escapeHtml(failure.remedy)}</p></main>`
  })
}
