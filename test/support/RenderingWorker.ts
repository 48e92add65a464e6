import { eventually, type RunningStack } from "./RunningStack.ts"

interface Job {
  readonly kind: string
  readonly state: string
  readonly leasedBy: string | null
}

/** The process behind the id of a worker, as it stands in a lease or in `worker list`; NaN where it names none. */
export const pidOf = (workerId: string | null | undefined) => Number(/^worker-(\d+)-/.exec(workerId ?? "")?.[1])

/** The process that renders for a plan, as soon as one does. */
export const renderingProcess = async (stack: RunningStack, planId: string): Promise<number> => {
  const isRendering = ({ kind, leasedBy, state }: Job) =>
    kind === "render" && state === "in_progress" && leasedBy !== null
  const { jobs } = await eventually(
    "a render",
    () => stack.call<{ readonly jobs: ReadonlyArray<Job> }>("job/list", { planId }),
    (seen) => seen.jobs.some(isRendering)
  )
  return pidOf(jobs.find(isRendering)?.leasedBy)
}
