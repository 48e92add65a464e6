import { CopyText } from "./CopyText.tsx"

/** The same action as a line for the terminal, to copy. */
export const CommandLine = ({ line }: { readonly line: string }) => <CopyText command text={line} />
