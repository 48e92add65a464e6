import { identify, type ProcessIdentity, stillRuns } from "@callsheet/stack/ProcessIdentity"

/** The stack's processes by name, as they are now. A number is signalled only while it still is the very process. */
export const makeProcessTable = () => {
  const members = new Map<string, ProcessIdentity>()
  const alive = (name: string): ProcessIdentity | undefined => {
    const member = members.get(name)
    return member !== undefined && stillRuns(member) ? member : undefined
  }
  return {
    born: (name: string, pid: number): void => {
      const member = identify(pid)
      if (member !== undefined) members.set(name, member)
    },
    /** Whose process that number is, while it runs; cheap enough to be asked often. */
    nameOf: (pid: number): string | undefined => {
      const [name] = [...members].find(([, member]) => member.pid === pid) ?? []
      if (name === undefined) return undefined
      try {
        process.kill(pid, 0)
        return name
      } catch {
        // It has ended, and its successor is not born yet.
        return undefined
      }
    },
    pidOf: (name: string): number | undefined => alive(name)?.pid,
    /** Names of the living ones that begin so. */
    living: (role: string): ReadonlyArray<string> =>
      [...members.keys()].filter((name) => name.startsWith(role) && alive(name) !== undefined),
    /** False when it had ended already. */
    signal: (name: string, signal: NodeJS.Signals): boolean => {
      const member = alive(name)
      if (member === undefined) return false
      process.kill(member.pid, signal)
      return true
    }
  }
}

export type ProcessTable = ReturnType<typeof makeProcessTable>
