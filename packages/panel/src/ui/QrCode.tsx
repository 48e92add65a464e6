import { useEffect, useState } from "preact/hooks"

/** The quiet zone that readers need, in modules. */
const MARGIN = 4

interface Drawn {
  readonly path: string
  readonly size: number
}

/** One square a dark module. The encoder is loaded with the first code that is shown. */
const drawn = async (text: string): Promise<Drawn> => {
  const { encode } = await import("uqr")
  const { data, size } = encode(text, { ecc: "M", border: MARGIN })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => dark ? [`M${x} ${y}h1v1h-1z`] : [])).join("")
  return { path, size }
}

/** A link as a phone's camera reads it: always dark on white, in both themes. */
export const QrCode = ({ label, text }: { readonly text: string; readonly label: string }) => {
  const [code, setCode] = useState<Drawn | null>(null)
  useEffect(() => {
    let current = true
    setCode(null)
    void drawn(text).then((next) => current && setCode(next))
    return () => {
      current = false
    }
  }, [text])
  return (
    <div class="qr">
      {code === null ?
        null :
        (
          <svg viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={label} shape-rendering="crispEdges">
            <rect width={code.size} height={code.size} fill="#fff" />
            <path d={code.path} fill="#15171a" />
          </svg>
        )}
    </div>
  )
}
