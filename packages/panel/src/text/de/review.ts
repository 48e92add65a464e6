import type { Words } from "../Text.ts"

export const review: Words["review"] = {}
