import * as HttpServerResponse from "@effect/platform/HttpServerResponse"

const entities: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\"": "&quot;",
  "'": "&#39;"
}

/** Text as it may stand in a page, inside or outside of quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char)

const style = `
:root { color-scheme: light dark; --ink: #1b1b1f; --soft: #5c5c66; --line: #d9d9e0; --paper: #fff; --mark: #8a5a00; --mark-bg: #fff3d6 }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --soft: #a2a2ad; --line: #3a3a42; --paper: #18181b; --mark: #ffd48a; --mark-bg: #3d2f10 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 56rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 0 .5rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
p { margin: .5rem 0 } a { color: inherit } .soft { color: var(--soft) }
.banner { background: var(--mark-bg); color: var(--mark); padding: .5rem .75rem; border-radius: .4rem; font-weight: 600; margin: 0 0 1.5rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line) }
code, pre { font: .875rem/1.5 ui-monospace, monospace } pre { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; margin: .5rem 0 }
details { border-bottom: 1px solid var(--line); padding: .4rem 0 } summary { cursor: pointer }
`

/** A whole page of ours: no script, nothing from elsewhere. `body` is HTML. */
export const page = (
  options: { readonly title: string; readonly banner: string | null; readonly body: string; readonly status?: number }
) =>
  HttpServerResponse.html(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(options.title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${options.banner === null ? "" : `<p class="banner" role="status">${escapeHtml(options.banner)}</p>`}
${options.body}
</body>
</html>
`).pipe(HttpServerResponse.setStatus(options.status ?? 200))
