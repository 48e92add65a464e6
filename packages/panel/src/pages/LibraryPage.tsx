import type { MediaView } from "@callsheet/domain/api/calls/media"
import { useEffect, useRef, useState } from "preact/hooks"
import { useKeys } from "../app/Keys.ts"
import { setFilters } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { type Files, kindIn, type LibraryFilter, mediaKinds, useFiles, usesOf } from "../data/Library.ts"
import { useLive } from "../data/Live.ts"
import { may, whoMaySay } from "../data/Roles.ts"
import { onUploaded } from "../data/Uploads.ts"
import { t } from "../text/Text.ts"
import { number } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { Empty } from "../ui/Empty.tsx"
import { FilePicture, kindIcon } from "../ui/FilePicture.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { FileDetail } from "./library/FileDetail.tsx"
import { LibraryHead } from "./library/LibraryHead.tsx"
import { ChooseFiles, UploadZone } from "./library/UploadZone.tsx"

const licenceOf = ({ author, licence }: MediaView): string =>
  [licence, author].filter((said) => said !== null).join(", ") || t.library.noLicence

const usedWord = (media: MediaView): string => {
  const { brand, others, plans } = usesOf(media)
  const count = plans.length + others.length
  return brand && count === 0 ? t.library.usesBrand : t.library.uses(count)
}

const File = ({ isOpen, media }: { readonly media: MediaView; readonly isOpen: boolean }) => (
  <li>
    <a
      class="it"
      href={`/library?file=${media.id}`}
      {...(isOpen ? { "aria-current": "true" as const } : {})}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        setFilters({ file: media.id }, { replace: false })
      }}
    >
      <FilePicture media={media} />
      <b class="cut">{media.name}</b>
      <small>
        <Icon name={kindIcon[media.kind]} />
        <span class="cut">{licenceOf(media)}</span>
        <span class="push">{usedWord(media)}</span>
      </small>
    </a>
  </li>
)

const SETTLE_MILLIS = 250

const Filters = ({ counts, filter }: { readonly filter: LibraryFilter; readonly counts: Files["counts"] }) => {
  const all = counts === undefined ? undefined : [...counts.values()].reduce((sum, files) => sum + files, 0)
  const [text, setText] = useState(filter.text)
  useEffect(() => {
    if (text === filter.text) return
    const timer = setTimeout(() => setFilters({ q: text }), SETTLE_MILLIS)
    return () => clearTimeout(timer)
  }, [text])
  useEffect(() => setText(filter.text), [filter.text])
  return (
    <div class="fl">
      <div class="seg kinds" role="group" aria-label={t.library.kindLabel}>
        {[null, ...mediaKinds].map((kind) => (
          <button
            key={kind ?? "all"}
            type="button"
            aria-pressed={filter.kind === kind}
            onClick={() => setFilters({ kind })}
          >
            {t.library.kinds[kind ?? "all"]}
            {counts === undefined
              ? null
              : <span class="n">{number((kind === null ? all : counts.get(kind)) ?? 0)}</span>}
          </button>
        ))}
      </div>
      <button
        type="button"
        class="chip"
        aria-pressed={filter.unused}
        onClick={() => setFilters({ unused: filter.unused ? null : "1" })}
      >
        {t.library.unused}
      </button>
      <input
        class="input"
        type="search"
        aria-label={t.library.find}
        placeholder={t.library.findHint}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      {filter.tag === "" ? null : (
        <button
          type="button"
          class="chip"
          aria-pressed="true"
          aria-label={t.library.takeFilter(filter.tag)}
          onClick={() => setFilters({ tag: null })}
        >
          {t.library.tagged(filter.tag)}
          <Icon name="cross" />
        </button>
      )}
    </div>
  )
}

const isFiltered = ({ kind, tag, text, unused }: LibraryFilter) => kind !== null || tag !== "" || text !== "" || unused

const Grid = (props: { readonly files: Files; readonly filter: LibraryFilter; readonly open: string | null }) => {
  const { files: { error, media, more, readMore }, filter, open } = props
  if (media === undefined) return error === null ? <Loading rows={6} /> : <Refused error={error} />
  if (media.length === 0) {
    return isFiltered(filter)
      ? (
        <Empty
          action={
            <Button onClick={() => setFilters({ kind: null, tag: null, q: null, unused: null })}>
              {t.library.all}
            </Button>
          }
        >
          {t.library.emptyFound}
        </Empty>
      )
      : <Empty>{t.library.empty}</Empty>
  }
  return (
    <>
      <Refused error={error} />
      <ul class="lgrid">
        {media.map((one) => <File key={one.id} media={one} isOpen={one.id === open} />)}
      </ul>
      <div class="row lfoot">
        <span class="small mute" role="status">
          {more ? t.library.countMore(number(media.length)) : t.library.count(number(media.length))}
        </span>
        {more ? <Button onClick={readMore}>{t.library.more}</Button> : null}
      </div>
    </>
  )
}

/** On a narrow page the file stands above the grid, so it is brought into view. */
const Detail = ({ files, open }: { readonly files: Files; readonly open: string | null }) => {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    if (open !== null && innerWidth <= 1000) place.current?.scrollIntoView({ block: "start" })
  }, [open])
  return (
    <aside ref={place} class={`det ${open === null ? "none" : ""}`} aria-label={t.library.detail}>
      {open === null
        ? <p class="small mute">{t.library.noneChosen}</p>
        : (
          <FileDetail
            key={open}
            id={open}
            fresh={files.media}
            changed={files.again}
            close={() => setFilters({ file: null })}
          />
        )}
    </aside>
  )
}

const LibraryPage = ({ search }: PageProps) => {
  useLive()
  const [logos, setLogos] = useState(search.get("kind") === "logo")
  const filter: LibraryFilter = {
    kind: kindIn(search.get("kind")),
    tag: search.get("tag") ?? "",
    text: search.get("q") ?? "",
    unused: search.get("unused") !== null
  }
  const open = search.get("file")
  const files = useFiles(filter)
  useEffect(() => onUploaded(() => files.again()), [files.again])
  useKeys({ Escape: () => open === null ? false : setFilters({ file: null }) })
  const canAdd = may("media.create")
  return (
    <>
      <LibraryHead at="/library" fresh={files.media?.length}>
        {canAdd ? <ChooseFiles logos={logos} /> : null}
      </LibraryHead>
      <div class="sheet">
        {canAdd
          ? <UploadZone logos={logos} setLogos={setLogos} />
          : (
            <Message
              icon="lock"
              title={t.library.readOnly(
                whoMaySay("media.create")
              )}
            />
          )}
        <div class="lib">
          <div class="lmain">
            <Filters filter={filter} counts={files.counts} />
            <Grid files={files} filter={filter} open={open} />
          </div>
          <Detail files={files} open={open} />
        </div>
      </div>
    </>
  )
}

export default LibraryPage
