import type { MediaView, MediaWords } from "@callsheet/domain/api/calls/media"
import { useState } from "preact/hooks"
import { Link } from "../../app/Router.tsx"
import { useAction } from "../../data/Action.ts"
import { usesOf } from "../../data/Library.ts"
import { ask } from "../../data/Live.ts"
import { isEnded } from "../../data/Plans.ts"
import { newKey, useAsked } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { amount } from "../../data/Usage.ts"
import { t } from "../../text/Text.ts"
import { decimal, moment } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { CommandLine } from "../../ui/CommandLine.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { kindIcon, steadyPath, useFontFile } from "../../ui/FilePicture.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { Loading } from "../../ui/Loading.tsx"
import { Message, Refused } from "../../ui/Message.tsx"
import { byName } from "../../ui/Names.ts"
import { toast } from "../../ui/Toast.tsx"

const FontLines = ({ media }: { readonly media: MediaView }) => {
  const family = useFontFile(media)
  return (
    <div class="fontlines" style={family === null ? {} : { fontFamily: family }}>
      <b>{t.library.specimen}</b>
      <span>ABCDEFGHIJKLMNOPQRSTUVWXYZ</span>
      <span>abcdefghijklmnopqrstuvwxyz äöüß</span>
      <span>0123456789 &amp; ? ! “”</span>
    </div>
  )
}

const Preview = ({ media }: { readonly media: MediaView }) => {
  const path = steadyPath(media)
  switch (media.kind) {
    case "image":
    case "logo":
      return <img src={path} alt={media.text === "" ? media.name : media.text} />
    case "clip":
      return <video controls playsInline preload="metadata" aria-label={media.name} src={path} />
    case "audio":
      return <audio controls preload="metadata" aria-label={media.name} src={path} />
    case "font":
      return <FontLines media={media} />
  }
}

const save = (media: MediaView, words: MediaWords) => ask("media.edit", { id: media.id, words, key: newKey() })

const Tags = ({ changed, media }: { readonly media: MediaView; readonly changed: () => void }) => {
  const { busy, error, run } = useAction()
  const [text, setText] = useState("")
  const canChange = may("media.edit")
  const set = (tags: ReadonlyArray<string>) =>
    run(() => save(media, { tags }), () => {
      changed()
      toast(t.library.saved, () => save(media, { tags: media.tags }).then(changed))
    })
  const add = () => {
    const tag = text.trim()
    if (tag === "" || media.tags.includes(tag)) return
    setText("")
    set([...media.tags, tag])
  }
  return (
    <div>
      <h3>{t.library.tags}</h3>
      <ul class="tags">
        {media.tags.map((tag) => (
          <li key={tag} class="chip">
            {tag}
            {canChange
              ? (
                <button
                  type="button"
                  class="x"
                  aria-label={t.library.takeTag(tag)}
                  disabled={busy}
                  onClick={() => set(media.tags.filter((one) => one !== tag))}
                >
                  <Icon name="cross" />
                </button>
              )
              : null}
          </li>
        ))}
        {media.tags.length === 0 && !canChange ? <li class="small mute">{t.library.notSaid}</li> : null}
      </ul>
      {canChange
        ? (
          <form
            class="row addtag"
            onSubmit={(event) => {
              event.preventDefault()
              add()
            }}
          >
            <input
              class="input"
              aria-label={t.library.addTag}
              placeholder={t.library.addTag}
              maxLength={60}
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
            <Button type="submit" icon="plus" disabled={busy || text.trim() === ""}>{t.library.addTagDo}</Button>
          </form>
        )
        : null}
      <Refused error={error} />
    </div>
  )
}

const saidFields = ["licence", "author", "source"] as const

/** An empty field takes away what was said. */
const WordsDialog = (
  { changed, close, media }: { readonly media: MediaView; readonly changed: () => void; readonly close: () => void }
) => {
  const { busy, error, run } = useAction()
  const [said, setSaid] = useState({
    licence: media.licence ?? "",
    author: media.author ?? "",
    source: media.source ?? ""
  })
  const [text, setText] = useState(media.text)
  const words: MediaWords = {
    text: text.trim(),
    ...Object.fromEntries(
      saidFields.map((field) => [field, said[field].trim() === "" ? null : said[field].trim()])
    )
  }
  return (
    <Dialog
      title={t.library.editTitle(media.name)}
      onClose={close}
      onSubmit={() => {
        run(() => save(media, words), () => {
          changed()
          close()
          toast(t.library.saved)
        })
      }}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="primary" type="submit" disabled={busy}>{t.library.save}</Button>
        </>
      }
    >
      <div class="fields">
        <label class="field">
          <span class="label">{t.library.text}</span>
          <textarea
            class="input"
            rows={3}
            maxLength={1_000}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <span class="hint">{t.library.textHint}</span>
        </label>
        {saidFields.map((field) => (
          <label key={field} class="field">
            <span class="label">{t.library[field]}</span>
            <input
              class="input"
              maxLength={field === "source" ? 500 : 200}
              value={said[field]}
              onInput={({ currentTarget }) => setSaid({ ...said, [field]: currentTarget.value })}
            />
          </label>
        ))}
      </div>
      <Refused error={error} />
    </Dialog>
  )
}

const RemoveDialog = (
  { close, media, removed }: { readonly media: MediaView; readonly close: () => void; readonly removed: () => void }
) => {
  const { busy, error, run } = useAction()
  return (
    <Dialog
      title={t.library.removeTitle(media.name)}
      onClose={close}
      onSubmit={() =>
        run(() => ask("media.remove", { id: media.id, key: newKey() }), () => {
          close()
          removed()
          toast(t.library.removed(media.name))
        })}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="danger" type="submit" disabled={busy}>{t.library.removeDo}</Button>
        </>
      }
    >
      <p class="mute">{t.library.removeNote}</p>
      <Refused error={error} />
    </Dialog>
  )
}

const UsedIn = ({ media }: { readonly media: MediaView }) => {
  const { brand, others, plans } = usesOf(media)
  return (
    <div>
      <h3>{t.library.usedIn}</h3>
      {plans.length + others.length === 0 && !brand ?
        <p class="small mute">{t.library.usedNowhere}</p> :
        (
          <ul class="uses">
            {plans.map((plan) => (
              <li key={plan.id}>
                <span class="time">{moment(plan.slot)}</span>
                <Link class="cut" to={`/plans/${plan.id}`}>{plan.topic}</Link>
              </li>
            ))}
            {others.map((id) => (
              <li key={id}>
                <span class="mute">{t.library.planWord}</span>
                <span class="mono cut">{id}</span>
              </li>
            ))}
            {brand
              ? (
                <li>
                  <span class="mute" />
                  <Link to="/library/brand">{t.library.brand}</Link>
                </li>
              )
              : null}
          </ul>
        )}
    </div>
  )
}

const Acts = (props: { readonly media: MediaView; readonly changed: () => void; readonly removed: () => void }) => {
  const { changed, media, removed } = props
  const [asks, setAsks] = useState<"words" | "remove" | null>(null)
  const { brand, needed, others, plans } = usesOf(media)
  const close = () => setAsks(null)
  if (!may("media.edit")) return null
  return (
    <div>
      <div class="row wrap">
        <Button icon="pencil" onClick={() => setAsks("words")}>{t.library.edit}</Button>
        <Button class="push" kind="danger" disabled={needed} onClick={() => setAsks("remove")}>
          {t.library.remove}
        </Button>
      </div>
      {needed
        ? (
          <p class="small mute reason">
            {t.library.neededBy(plans.filter((plan) => !isEnded(plan)).length + others.length, brand)}
          </p>
        )
        : null}
      {asks === "words" ? <WordsDialog media={media} changed={changed} close={close} /> : null}
      {asks === "remove" ? <RemoveDialog media={media} removed={removed} close={close} /> : null}
    </div>
  )
}

const extentOf = ({ bytes, durationMillis, height, kind, width }: MediaView): string =>
  [
    t.library.kindOne[kind],
    width === null ? "" : `${width} × ${height}`,
    durationMillis === null ? "" : `${decimal(durationMillis / 1000)} s`,
    amount("stored_bytes", bytes)
  ].filter((part) => part !== "").join(" · ")

/** One file: what it is, what is said of it, what uses it, and what can be done with it. */
export const FileDetail = (props: {
  readonly id: string
  /** Changes with every look at the list, so that what uses the file is as new as the list. */
  readonly fresh: unknown
  readonly changed: () => void
  readonly close: () => void
}) => {
  const { changed, close, id } = props
  const { again, data: media, error, loading } = useAsked("media.show", { id: id as never }, { fresh: props.fresh })
  if (loading) return <Loading />
  if (media === undefined) {
    return error?.tag === "NotFound"
      ? <Message title={t.library.unknown}>{t.library.unknownNote}</Message>
      : <Refused error={error} />
  }
  const edited = () => {
    again()
    changed()
  }
  const terms = [["author", media.author], ["licence", media.licence], ["source", media.source]] as const
  return (
    <>
      <div class={`pv ${media.kind}`}>
        <Preview media={media} />
      </div>
      <div>
        <div class="row">
          <h2 class="fname">{media.name}</h2>
          <Button class="push" kind="bare" icon="cross" label={t.library.close} onClick={close} />
        </div>
        <p class="small mute row ext">
          <Icon name={kindIcon[media.kind]} />
          <span>
            {extentOf(media)} · {t.library.added(moment(media.createdAt), byName(media.by))}
          </span>
        </p>
      </div>
      <dl class="kv">
        {terms.map(([field, said]) => (
          <>
            <dt key={field}>{t.library[field]}</dt>
            <dd>{said ?? <span class="faint">{t.library.notSaid}</span>}</dd>
          </>
        ))}
        <dt>{t.library.text}</dt>
        <dd>{media.text === "" ? <span class="faint">{t.library.notSaid}</span> : media.text}</dd>
        <dt>{t.library.hash}</dt>
        <dd class="mono" title={media.sha256}>{media.sha256.slice(0, 8)}…{media.sha256.slice(-5)}</dd>
      </dl>
      <Tags media={media} changed={edited} />
      <UsedIn media={media} />
      <Acts
        media={media}
        changed={edited}
        removed={() => {
          close()
          changed()
        }}
      />
      <div>
        <h3>{t.library.command}</h3>
        <CommandLine line={`callsheet media show ${media.id}`} />
      </div>
    </>
  )
}
