import type { Words } from "../Text.ts"

export const now: Words["now"] = {}
