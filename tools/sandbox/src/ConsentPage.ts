import type { Creator } from "./Records.ts"

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\"": "&quot;",
  "'": "&#39;"
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)

const frame = (title: string, body: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 26rem; margin: 3rem auto; padding: 0 1rem }
  fieldset { border: 1px solid #8886; border-radius: .5rem; margin: 0 0 1rem; padding: .75rem 1rem }
  label { display: block; padding: .25rem 0 }
  small { opacity: .7 }
  button { font: inherit; padding: .6rem 1.2rem; border-radius: .5rem; border: 1px solid #8886; cursor: pointer }
  button[value=continue] { background: #fe2c55; border-color: #fe2c55; color: #fff }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
${body}
</body>
</html>
`

/** What the page sends as `creator` for one that does not exist yet. */
export const ANOTHER_CREATOR = "+another"

/** The page on which a person picks a test creator and what the app may do. It says that it is no TikTok. */
export const consentPage = (
  creators: ReadonlyArray<Creator>,
  scopes: ReadonlyArray<string>,
  query: URLSearchParams
): string => {
  const own = new Set(["creator", "granted", "answer", "auto"])
  const kept = [...query].filter(([name]) => !own.has(name))
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
  const accounts = creators.map((creator, index) =>
    `<label><input type="radio" name="creator" value="${escape(creator.username)}"${index === 0 ? " checked" : ""}> ` +
    `@${escape(creator.username)} <small>${escape(creator.nickname)}, ${
      creator.privateAccount ? "private" : "public"
    } account</small></label>`
  )
  const wanted = scopes.map((scope) =>
    `<label><input type="checkbox" name="granted" value="${escape(scope)}" checked> ${escape(scope)}</label>`
  )
  return frame(
    "Sandbox: connect an account",
    `<p>This is a sandbox that stands in for TikTok. The accounts are test accounts.</p>
<form action="/sandbox/consent" method="get">
${kept.join("\n")}
<fieldset><legend>Account</legend>${accounts.join("\n")}
<label><input type="radio" name="creator" value="${ANOTHER_CREATOR}"> Another test account <small>new, public account</small></label></fieldset>
<fieldset><legend>The app may use</legend>${wanted.join("\n")}</fieldset>
<button name="answer" value="continue">Continue</button>
<button name="answer" value="cancel">Cancel</button>
</form>`
  )
}

export const errorPage = (why: string): string =>
  frame("Sandbox: this request cannot be shown", `<p>${escape(why)}</p>`)
