import type { ChildProcess } from "node:child_process"
import { setPriority } from "node:os"

/** Below everything that answers people. */
const NICE = 5

/** Lets a child go behind the program that started it where both want a core. Where that is not possible it goes on as it is. */
export const inBackground = <Child extends ChildProcess>(child: Child): Child => {
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICE)
  } catch {
    // It has ended already, or this system has no such order.
  }
  return child
}
