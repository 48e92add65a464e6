import { useEffect, useRef, useState } from "preact/hooks"
import {
  addFiles,
  againWith,
  forgetEnded,
  forgetUpload,
  openUploads,
  stopUploads,
  type Upload,
  uploadsNow
} from "../../data/Uploads.ts"
import { amount } from "../../data/Usage.ts"
import { t } from "../../text/Text.ts"
import { clockSeconds, duration, number } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Icon, type IconName } from "../../ui/Icon.tsx"
import { Progress } from "../../ui/Meter.tsx"
import { Remedy } from "../../ui/Remedy.tsx"

const size = (bytes: number) => amount("stored_bytes", bytes)

const icons: Readonly<Record<Upload["stage"], IconName>> = {
  waiting: "clock",
  reading: "upload",
  sending: "upload",
  cut: "offline",
  checking: "eye",
  done: "check",
  refused: "ban",
  stopped: "cross"
}

/** What is left, at the pace so far; nothing before there is a pace. */
const leftOf = ({ file, sent, startedAt }: Upload): string => {
  const passed = Date.now() - startedAt
  return passed < 2_000 || sent === 0 ? "" : `, ${t.library.left(duration(passed / sent * (file.size - sent)))}`
}

const Line = ({ upload }: { readonly upload: Upload }) => {
  const { endedAt, error, file, id, media, sent, stage } = upload
  const share = file.size === 0 ? 0 : sent / file.size
  const moves = stage === "sending" || stage === "reading" || stage === "cut"
  return (
    <li class={stage === "refused" ? "no" : stage === "done" ? "ok" : ""}>
      <Icon name={icons[stage]} />
      <b class="cut">{file.name}</b>
      {moves
        ? <Progress label={`${t.library.stage[stage]} ${file.name}`} share={share} />
        : <span class="stage">{t.library.stage[stage]}</span>}
      <span class="r mute">
        {moves
          ? `${stage === "sending" ? "" : `${t.library.stage[stage]} `}${
            t.library.ofAll(number(Math.floor(share * 100)), size(file.size))
          }${stage === "sending" ? leftOf(upload) : ""}`
          : endedAt === null
          ? size(file.size)
          : `${size(file.size)}, ${clockSeconds(endedAt)}`}
      </span>
      {stage === "cut" ? <p class="why">{t.library.goesOn(size(sent))}</p> : null}
      {stage === "done" && media !== null && media.name !== file.name
        ? <p class="why">{t.library.known}: {media.name}</p>
        : null}
      {error === null ? null : (
        <div class="why" role="alert">
          <p>{error.message}</p>
          <Remedy of={error} />
          <div class="row">
            <Button onClick={() => againWith(upload)}>{t.library.again}</Button>
            <Button kind="bare" onClick={() => forgetUpload(id)}>{t.library.leaveOut}</Button>
          </div>
        </div>
      )}
    </li>
  )
}

/** Files may be dropped anywhere on the page. */
const useDrop = (take: (files: ReadonlyArray<File>) => void): boolean => {
  const [over, setOver] = useState(false)
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      latest.current([...event.dataTransfer?.files ?? []])
    }
    addEventListener("dragover", enter)
    addEventListener("dragleave", leave)
    addEventListener("drop", drop)
    return () => {
      removeEventListener("dragover", enter)
      removeEventListener("dragleave", leave)
      removeEventListener("drop", drop)
    }
  }, [])
  return over
}

/** The button that opens the browser's own choice of files. */
export const ChooseFiles = ({ logos }: { readonly logos: boolean }) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        class="vh"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={t.library.add}
        accept=".png,.jpg,.jpeg,.webp,.mp4,.webm,.mp3,.wav,.flac,.ogg,.m4a,.ttf,.otf"
        onChange={({ currentTarget }) => {
          addFiles([...currentTarget.files ?? []], logos)
          currentTarget.value = ""
        }}
      />
      <Button kind="primary" icon="upload" onClick={() => input.current?.click()}>{t.library.add}</Button>
    </>
  )
}

/** Where files are dropped, and each that is on its way or was refused. */
export const UploadZone = (
  { logos, setLogos }: { readonly logos: boolean; readonly setLogos: (logos: boolean) => void }
) => {
  const over = useDrop((files) => addFiles(files, logos))
  const uploads = uploadsNow()
  const open = openUploads()
  return (
    <section class={`drop ${over ? "over" : ""} ${uploads.length === 0 ? "bare" : ""}`} aria-label={t.library.uploads}>
      <div class="zone">
        <b>{over ? t.library.dropNow : t.library.dropTitle}</b>
        <p class="small mute">{t.library.dropNote}</p>
        <label class="check small">
          <input
            type="checkbox"
            checked={logos}
            onChange={({ currentTarget }) =>
              setLogos(currentTarget.checked)}
          />
          <span>
            {t.library.asLogos}. <span class="mute">{t.library.asLogosNote}</span>
          </span>
        </label>
        {uploads.length === 0 ? null : (
          <div class="row small">
            <span class="b" role="status">
              {t.library.progress(uploads.filter(({ stage }) => stage === "done").length, uploads.length)}
            </span>
            {open > 0
              ? <Button kind="bare" onClick={stopUploads}>{t.library.stop}</Button>
              : <Button kind="bare" onClick={forgetEnded}>{t.library.clear}</Button>}
          </div>
        )}
      </div>
      {uploads.length === 0
        ? null
        : <ul class="ups">{uploads.map((upload) => <Line key={upload.id} upload={upload} />)}</ul>}
    </section>
  )
}
