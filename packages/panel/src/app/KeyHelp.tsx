import { useState } from "preact/hooks"
import { mayOpen } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { Message } from "../ui/Message.tsx"
import { areKeysOn, useKeys } from "./Keys.ts"
import { routes } from "./Routes.ts"

type Rows = ReadonlyArray<readonly [keys: string, does: string]>

const groups = (): ReadonlyArray<readonly [title: string, rows: Rows]> => [
  [t.keys.everywhere, [
    ["⌘K", t.keys.find],
    ["?", t.keys.help],
    ...routes.filter(({ key, roles }) => key !== undefined && mayOpen(roles)).map(({ key, place }) =>
      [t.keys.place((key ?? "").toUpperCase()), t.shell.places[place]] as const
    ),
    ["N", t.keys.new],
    ["Z", t.keys.undo],
    ["Esc", t.keys.out]
  ]],
  [t.keys.calendar, [
    ["← → ↑ ↓", t.keys.day],
    ["Enter", t.keys.open],
    ["M", t.keys.move],
    ["X", t.keys.select],
    ["Shift X", t.keys.range],
    ["T", t.keys.today],
    ["W", t.keys.span]
  ]],
  [t.keys.review, [
    ["J K", t.keys.next],
    [t.keys.space, t.keys.play],
    ["← →", t.keys.scene],
    ["A", t.keys.approve],
    ["T", t.keys.take],
    ["R", t.keys.reject],
    ["C", t.keys.comment]
  ]],
  [t.keys.plan, [
    ["E", t.keys.edit],
    ["⌘Enter", t.keys.make],
    ["L", t.keys.lock],
    ["P", t.keys.play],
    ["V", t.keys.versions]
  ]]
]

/** `?` shows what each key does. */
export const KeyHelp = () => {
  const [isOpen, setOpen] = useState(false)
  useKeys({ "?": () => setOpen(true) })
  if (!isOpen) return null
  return (
    <Dialog title={t.keys.title} onClose={() => setOpen(false)} wide>
      {areKeysOn() ? null : <Message title={t.keys.off} />}
      <div class="keyhelp">
        {groups().map(([title, rows]) => (
          <div key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([keys, does]) => (
                <div key={`${keys}${does}`}>
                  <dt>
                    <kbd>{keys}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
    </Dialog>
  )
}
