import { useEffect, useState } from "preact/hooks"

/** The width of the window, for layouts that differ in what they show and not only in how. */
export const useWidth = (): number => {
  const [width, setWidth] = useState(innerWidth)
  useEffect(() => {
    const changed = () => setWidth(innerWidth)
    addEventListener("resize", changed)
    return () => removeEventListener("resize", changed)
  }, [])
  return width
}
