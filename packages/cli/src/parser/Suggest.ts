import type { CommandOutline } from "./CommandOutline.ts"

/** What is wrong with the words of a command: the first that names no command of its level, or that one is missing. */
export interface Misspelling {
  /** The commands before it, `callsheet plan`. */
  readonly path: string
  /** Null where a command was needed and nothing followed. */
  readonly word: string | null
  readonly names: ReadonlyArray<string>
  /** Commands elsewhere that have this very name, `callsheet plan now`. */
  readonly elsewhere: ReadonlyArray<string>
}

/** The commands of a name, wherever in the tree they are. */
const called = (name: string, at: CommandOutline, path: ReadonlyArray<string>): ReadonlyArray<string> =>
  at.children.flatMap((child) => {
    const here = [...path, child.name]
    return [...(child.name === name ? [here.join(" ")] : []), ...called(name, child, here)]
  })

/** The command that the words lead to, and how far they were followed. */
export const follow = (
  root: CommandOutline,
  args: ReadonlyArray<string>
): { readonly at: CommandOutline; readonly path: ReadonlyArray<string> } => {
  let at = root
  const path = [root.name]
  for (const word of args) {
    const next = at.children.find(({ name }) => name === word)
    if (next === undefined) break
    at = next
    path.push(word)
  }
  return { at, path }
}

/** Undefined where the words lead to a command that does something. */
export const misspelling = (root: CommandOutline, args: ReadonlyArray<string>): Misspelling | undefined => {
  const { at, path } = follow(root, args)
  if (at.children.length === 0) return undefined
  const next = args[path.length - 1]
  const word = next === undefined || next.startsWith("-") ? null : next
  return {
    path: path.join(" "),
    word,
    names: at.children.map(({ name }) => name),
    elsewhere: word === null ? [] : called(word, root, [root.name])
  }
}

const builtIn = new Set(["--help", "--version", "--log-level", "--wizard", "--completions"])

/**
 * The first option that its command does not have. The parser would take it, and all after it, for arguments: a misspelt
 * `--privacy` must not become the name of a plan.
 */
export const unknownOption = (root: CommandOutline, args: ReadonlyArray<string>) => {
  const { at, path } = follow(root, args)
  const values = new Set(at.options.filter(({ takesValue }) => takesValue).map(({ name }) => name))
  const known = new Set(at.options.map(({ name }) => name))
  const end = args.indexOf("--")
  const own = args.slice(path.length - 1, end === -1 ? undefined : end)
  const option = own.find((arg, index) => {
    const name = arg.split("=")[0] ?? ""
    const isValue = values.has(own[index - 1] ?? "")
    return /^--[a-z]/.test(arg) && !isValue && !known.has(name) && !builtIn.has(name)
  })
  return option === undefined
    ? undefined
    : { path: path.join(" "), option: option.split("=")[0] ?? "", known: [...known] }
}
