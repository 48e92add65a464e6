import type { ComponentChildren } from "preact"
import { Link } from "../../app/Router.tsx"
import { useLive } from "../../data/Live.ts"
import { useAsked } from "../../data/Requests.ts"
import { amount } from "../../data/Usage.ts"
import { t } from "../../text/Text.ts"
import { Head } from "../../ui/Section.tsx"

const views = [
  ["/library", "files"],
  ["/library/brand", "brand"],
  ["/library/voices", "voices"],
  ["/library/presets", "presets"]
] as const

/** The head of the pages about what videos are made of. */
export const LibraryHead = (
  props: { readonly at: typeof views[number][0]; readonly fresh?: unknown; readonly children?: ComponentChildren }
) => {
  const { me, org } = useLive()
  const { data } = useAsked("quota.show", { orgId: me?.orgId as never }, { fresh: props.fresh })
  const stored = data?.find(({ kind }) => kind === "stored_bytes")
  const used = stored === undefined ? null : amount("stored_bytes", stored.used)
  return (
    <Head
      title={t.shell.places.library}
      note={
        <>
          {t.library.note(org?.name ?? "")}
          {used === null || stored === undefined ? null : (
            <span class="nw">
              {" · "}
              {stored.limit === null
                ? t.library.stored(used)
                : t.library.storedOf(used, amount("stored_bytes", stored.limit))}
            </span>
          )}
        </>
      }
    >
      <nav class="seg" aria-label={t.shell.places.library}>
        {views.map(([path, word]) => <Link key={path} to={path} current={path === props.at}>{t.library[word]}</Link>)}
      </nav>
      {props.children}
    </Head>
  )
}
