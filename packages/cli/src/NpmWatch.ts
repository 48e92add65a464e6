/** How soon after its npm a program that was started by it ends. */
const LOOK_MILLIS = 500

/**
 * A process manager that stops `npm start` ends npm and its shell; the signal does not reach us. So a program that was
 * started by npm ends when the process that started it is gone. Others may outlive their parent, as `nohup` asks.
 */
export const whenNpmEnds = (stop: () => void): NodeJS.Timeout | undefined => {
  if (process.env["npm_lifecycle_event"] === undefined) return undefined
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop()
  }, LOOK_MILLIS)
  return watch.unref()
}
