/** Files as people bring them into a library, drawn here. */
import { asset } from "@callsheet/studio/Assets"
import { findFfmpeg } from "@callsheet/studio/render/FfmpegFind"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas"
import { Effect, Option } from "effect"
import { execFileSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { PanelStage, Person } from "./PanelStage.ts"

const drawn = (width: number, height: number, draw: (on: SKRSContext2D) => void): Buffer => {
  const canvas = createCanvas(width, height)
  draw(canvas.getContext("2d"))
  return canvas.toBuffer("image/png")
}

const disc = (on: SKRSContext2D, x: number, y: number, r: number, colour: string) => {
  on.fillStyle = colour
  on.beginPath()
  on.arc(x, y, r, 0, 7)
  on.fill()
}

const clouds = () =>
  drawn(1080, 720, (on) => {
    on.fillStyle = "#7fb2dd"
    on.fillRect(0, 0, 1080, 720)
    disc(on, 900, 150, 70, "#ffe7a6")
    for (const [x, y, r] of [[220, 520, 130], [380, 470, 170], [560, 540, 140], [820, 580, 160]] as const) {
      disc(on, x, y, r, "#ffffff")
    }
    on.fillStyle = "#ffffff"
    on.fillRect(90, 540, 890, 120)
  })

const lamp = () =>
  drawn(1080, 720, (on) => {
    on.fillStyle = "#1c2740"
    on.fillRect(0, 0, 1080, 720)
    on.fillStyle = "#5d5a52"
    on.beginPath()
    on.moveTo(540, 230)
    on.lineTo(260, 720)
    on.lineTo(820, 720)
    on.fill()
    on.fillStyle = "#0d1322"
    on.fillRect(526, 210, 28, 510)
    disc(on, 540, 230, 40, "#ffe9b0")
  })

const tram = () =>
  drawn(1080, 720, (on) => {
    on.fillStyle = "#dfe8ea"
    on.fillRect(0, 0, 1080, 720)
    on.fillStyle = "#b9c6c4"
    on.fillRect(0, 520, 1080, 200)
    on.fillStyle = "#c4372b"
    on.fillRect(220, 190, 640, 330)
    on.fillStyle = "#f3f6f5"
    for (const at of [0, 1, 2, 3]) on.fillRect(256 + at * 152, 236, 112, 128)
    for (const x of [350, 730]) disc(on, x, 530, 46, "#2a2f33")
  })

const sign = () =>
  drawn(640, 320, (on) => {
    disc(on, 160, 160, 72, "#e2571f")
    on.fillStyle = "#e2571f"
    for (let ray = 0; ray < 8; ray++) {
      on.save()
      on.translate(160, 160)
      on.rotate(ray * Math.PI / 4)
      on.fillRect(92, -9, 34, 18)
      on.restore()
    }
    on.font = "600 64px sans-serif"
    on.fillStyle = "#b4431a"
    on.fillText("Halma", 330, 182)
  })

/** Noise does not compress, so this picture takes several pieces to send. */
export const largePicture = (): Buffer =>
  drawn(1400, 1000, (on) => {
    const noise = on.createImageData(1400, 1000)
    noise.data.set(randomBytes(noise.data.length))
    for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255
    on.putImageData(noise, 0, 0)
  })

const tone = (): Buffer => {
  const samples = 24_000 * 11
  const bytes = Buffer.alloc(44 + samples * 2)
  bytes.write("RIFF", 0)
  bytes.writeUInt32LE(36 + samples * 2, 4)
  bytes.write("WAVEfmt ", 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(24_000, 24)
  bytes.writeUInt32LE(48_000, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write("data", 36)
  bytes.writeUInt32LE(samples * 2, 40)
  for (let at = 0; at < samples; at++) {
    bytes.writeInt16LE(Math.round(8_000 * Math.sin(at / 9) * Math.sin(at / 9_000)), 44 + at * 2)
  }
  return bytes
}

/** Six seconds of light that moves over a wooden board. */
const clip = async (): Promise<Buffer> => {
  const { path } = await Effect.runPromise(Effect.provide(findFfmpeg(Option.none()), NodeContext.layer))
  const folder = mkdtempSync(join(tmpdir(), "callsheet-clip-"))
  const file = join(folder, "clip.mp4")
  const source = "gradients=s=640x360:d=6:r=10:c0=#5b3a24:c1=#c79a6b:speed=0.02"
  const options = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -movflags +faststart".split(" ")
  execFileSync(path, ["-v", "error", "-f", "lavfi", "-i", source, ...options, file])
  const bytes = readFileSync(file)
  rmSync(folder, { recursive: true, force: true })
  return bytes
}

export const smallPicture = lamp
export const fontFile = (): Buffer => readFileSync(asset("fonts", "Fraunces_900Black.ttf"))

interface Words {
  readonly tags?: ReadonlyArray<string>
  readonly text?: string
  readonly licence?: string
  readonly author?: string
  readonly source?: string
}

/** Adds a file as any program does, and answers with its id. */
export const addFile = async (
  stage: PanelStage,
  person: Person,
  name: string,
  bytes: Buffer,
  more: { readonly words?: Words; readonly logo?: boolean } = {}
): Promise<string> => {
  const sha256 = createHash("sha256").update(bytes).digest("hex")
  const { upload } = await stage.call<{ readonly upload: { readonly id: string; readonly path: string } }>(
    person,
    "media/create",
    { orgId: person.orgId, name, bytes: bytes.length, sha256, ...more }
  )
  const answer = await fetch(`${stage.url}${upload.path}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${person.key}`, "content-type": "application/octet-stream" },
    body: new Uint8Array(bytes)
  })
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`)
  return (await stage.call<{ readonly id: string }>(person, "media/finish", { id: upload.id })).id
}

/** A library and a brand kit as they stand on a working day. */
export const fillLibrary = async (stage: PanelStage, owner: Person): Promise<string> => {
  const own = { author: "Jonas Weber", licence: "own" }
  const clouds1 = await addFile(stage, owner, "wolken-oben.png", clouds(), {
    words: { ...own, tags: ["clouds", "sky"], text: "White clouds from above, the sun behind them" }
  })
  await addFile(stage, owner, "lamp-at-night.png", lamp(), {
    words: { author: "M. Okoye", licence: "CC BY 4.0", tags: ["lamp", "night"], text: "A street lamp at night" }
  })
  await addFile(stage, owner, "tram-12-side.png", tram(), {
    words: { ...own, tags: ["tram", "city"], text: "Tram 12 from the side" }
  })
  await addFile(stage, owner, "kettle-close.wav", tone(), {
    words: { licence: "CC0", author: "freesound", tags: ["kettle"], text: "A kettle, close" }
  })
  await addFile(stage, owner, "schleifen-nah.mp4", await clip(), {
    words: { ...own, tags: ["knife", "close-up"], text: "A board from above, the light moves" }
  })
  const font = await addFile(stage, owner, "Fraunces Black.ttf", fontFile(), {
    words: { licence: "SIL OFL 1.1", source: "fonts.google.com" }
  })
  const logo = await addFile(stage, owner, "halma-logo.png", sign(), { logo: true, words: { licence: "own" } })
  await stage.call(owner, "org/setBrand", { id: owner.orgId, kit: { ground: "#FFF6E6", ink: "#33231A" } })
  await stage.call(owner, "org/setBrand", {
    id: owner.orgId,
    kit: {
      ground: "#FFF6E6",
      ink: "#33231A",
      accent: "#C8460F",
      logo,
      displayFont: font,
      outro: "Cook along on Sunday",
      handle: "sunny.kitchen"
    }
  })
  return clouds1
}
