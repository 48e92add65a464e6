/**
 * MiB for what is young in memory, as a flag of Node. Node's own choice is for servers alone on a machine, and costs each
 * program 25 MB at rest.
 */
export const YOUNG_SPACE = "--max-semi-space-size=4"

/**
 * Parsing a program of five megabytes takes some thirty megabytes in pieces of 32 KiB, and glibc keeps them for the life of
 * the process. Pieces of this size on are mapped by themselves and given back. A person's own choice stays; other C libraries
 * do not read it.
 */
export const leanMemory = (given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  MALLOC_MMAP_THRESHOLD_: "32768",
  ...given
})
