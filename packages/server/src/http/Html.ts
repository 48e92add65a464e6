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

/** The panel's colours and shapes (`panel/web/styles`), for pages that work without its files. */
const style = `
:root { color-scheme: light dark; --paper: #fff; --desk: #f5f5f3; --press: #ebebe8; --ink: #15171a; --ink-2: #474c51; --ink-3: #62676d; --on-ink: #fff; --hair: #e4e4e0; --rule: #c6c8c4; --edge: #7f848a; --bar: #15171a; --marker-soft: #fff6cf; --marker-edge: #b58a00 }
@media (prefers-color-scheme: dark) { :root { --paper: #151618; --desk: #101113; --press: #24262a; --ink: #eeeeec; --ink-2: #bdc0c2; --ink-3: #989da1; --on-ink: #151618; --hair: #292b2e; --rule: #3e4145; --edge: #777c82; --bar: #d9d9d6; --marker-soft: #3a331a; --marker-edge: #ffd84a } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 56rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.5 "Archivo", "Helvetica Neue", Arial, sans-serif }
body.sheet { max-width: 36rem }
h1 { font-size: 1.75rem; line-height: 2rem; margin: 0 0 .75rem; overflow-wrap: anywhere } h2 { font-size: 1.0625rem; margin: 1.75rem 0 .5rem }
p { margin: .5rem 0 } a { color: inherit } .soft { color: var(--ink-3) }
.banner { background: var(--marker-soft); border: 1px solid var(--marker-edge); padding: .5rem .75rem; border-radius: 4px; font-weight: 600; margin: 0 0 1.5rem }
.note { background: var(--marker-soft); border-left: 4px solid var(--marker-edge); padding: .75rem 1rem; margin: 1.5rem 0 }
.facts { border-top: 3px solid var(--bar); margin: 1.25rem 0 0 } .facts div { display: flex; gap: 1rem; padding: .5rem 0; border-bottom: 1px solid var(--hair) }
.facts dt { flex: 0 0 9rem; color: var(--ink-3) } .facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; min-width: 0 }
ul { margin: .25rem 0; padding: 0 0 0 1.25rem } li { padding: .125rem 0 }
button { font: inherit; font-weight: 600; min-height: 48px; padding: 0 1.25rem; border: 1px solid var(--ink); border-radius: 4px; background: var(--ink); color: var(--on-ink); cursor: pointer }
button:hover { background: var(--ink-2) } :focus-visible { outline: 2px solid var(--ink); outline-offset: 2px }
@media (max-width: 32rem) { .facts div { display: block } button { width: 100% } }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--rule) }
code, pre { font: .875rem/1.5 ui-monospace, monospace } pre { overflow-x: auto; border: 1px solid var(--rule); border-radius: 4px; padding: .75rem; margin: .5rem 0 }
details { border-bottom: 1px solid var(--rule); padding: .4rem 0 } summary { cursor: pointer }
`

/** A whole page of ours: no script, nothing from elsewhere. `body` is HTML. */
export const page = (
  options: {
    readonly title: string
    readonly banner: string | null
    readonly body: string
    readonly status?: number
    readonly language?: string
    /** A narrow page with one thing to do. */
    readonly sheet?: boolean
  }
) =>
  HttpServerResponse.html(`<!doctype html>
<html lang="${options.language ?? "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(options.title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body${options.sheet === true ? ` class="sheet"` : ""}>
${options.banner === null ? "" : `<p class="banner" role="status">${escapeHtml(options.banner)}</p>`}
${options.body}
</body>
</html>
`).pipe(
      HttpServerResponse.setHeader("content-type", "text/html; charset=utf-8"),
      HttpServerResponse.setStatus(options.status ?? 200)
    )
