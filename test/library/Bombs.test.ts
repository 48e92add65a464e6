import type { MediaProblem } from "@callsheet/domain/library/LibraryMedia"
import { probe } from "@callsheet/studio/desk/Probe"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { crc32, deflateRawSync, deflateSync, gzipSync } from "node:zlib"
import { newFolder, removeFolders } from "../support/NewFolder.ts"

afterAll(removeFolders)

const tool = Ffmpeg.layer.pipe(Layer.provide(Layer.merge(
  Layer.succeed(RenderConfig, { folder: tmpdir(), concurrency: 2, music: "none" as const, effects: false }),
  NodeContext.layer
)))

const LARGE = Buffer.alloc(30_000_000)

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const out = Buffer.alloc(8 + body.length)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), 4 + body.length)
  return out
}
const png = (width: number, height: number, pixels: Buffer, ...more: ReadonlyArray<Buffer>): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...more,
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0))
  ])
}
/** A gray picture of 100 × 100 pixels. */
const gray = deflateSync(Buffer.alloc(100 * 101))

/** A JPEG that says it has 60,000 × 60,000 pixels. */
const hugeJpeg = (whole: Buffer): Buffer => {
  const at = whole.indexOf(Buffer.from([0xff, 0xc0]))
  const huge = Buffer.from(whole)
  huge.writeUInt16BE(60_000, at + 5)
  huge.writeUInt16BE(60_000, at + 7)
  return huge
}

/** A WebP that says it has 16,383 × 16,383 pixels. */
const hugeWebp = (): Buffer => {
  const frame = Buffer.concat([Buffer.from([0x30, 0, 0, 0x9d, 1, 0x2a, 0xff, 0x3f, 0xff, 0x3f]), Buffer.alloc(40)])
  const size = Buffer.alloc(4)
  size.writeUInt32LE(frame.length)
  const all = Buffer.alloc(4)
  all.writeUInt32LE(frame.length + 12)
  return Buffer.concat([Buffer.from("RIFF"), all, Buffer.from("WEBPVP8 "), size, frame])
}

const element = (id: ReadonlyArray<number>, data: Buffer): Buffer => {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(data.length) | (1n << 56n))
  return Buffer.concat([Buffer.from(id), size, data])
}
/** A Matroska file whose one block is thirty megabytes, deflated to thirty kilobytes. */
const deflatedTrack = (): Buffer => {
  const compression = element([0x50, 0x34], element([0x42, 0x54], Buffer.from([0])))
  const encoding = element([0x6d, 0x80], element([0x62, 0x40], compression))
  const video = element(
    [0xe0],
    Buffer.concat([element([0xb0], Buffer.from([0, 200])), element([0xba], Buffer.from([0, 200]))])
  )
  const track = element(
    [0xae],
    Buffer.concat([
      element([0xd7], Buffer.from([1])),
      element([0x73, 0xc5], Buffer.from([1])),
      element([0x83], Buffer.from([1])),
      element([0x86], Buffer.from("V_VP8")),
      video,
      encoding
    ])
  )
  const block = element([0xa3], Buffer.concat([Buffer.from([0x81, 0, 0, 0x80]), deflateSync(LARGE)]))
  const cluster = element([0x1f, 0x43, 0xb6, 0x75], Buffer.concat([element([0xe7], Buffer.from([0])), block]))
  const info = element([0x15, 0x49, 0xa9, 0x66], element([0x44, 0x89], Buffer.from([0x44, 0x7a, 0, 0])))
  return Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from("webm"))),
    element([0x18, 0x53, 0x80, 0x67], Buffer.concat([info, element([0x16, 0x54, 0xae, 0x6b], track), cluster]))
  ])
}

const laughs = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "${"ha".repeat(50)}"><!ENTITY b "${
  "&a;".repeat(100)
}"><!ENTITY c "${
  "&b;".repeat(100)
}">]><svg xmlns="http://www.w3.org/2000/svg" width="1000000" height="1000000"><text>&c;</text></svg>`

const zip = (): Buffer => {
  const data = deflateRawSync(LARGE)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(8, 8)
  head.writeUInt32LE(data.length, 18)
  head.writeUInt32LE(LARGE.length, 22)
  head.writeUInt16LE(1, 26)
  return Buffer.concat([head, Buffer.from("a"), data])
}

describe("A file that is small and would be large", () => {
  it.scopedLive(
    "is refused by what it is, soon, and by a process whose memory has a bound",
    () =>
      Effect.gen(function*() {
        const { path: ffmpeg } = yield* Effect.flatMap(Ffmpeg, (found) => found.find)
        const folder = newFolder("bombs")
        const picture = join(folder, "whole.jpg")
        spawnSync(ffmpeg, ["-v", "error", "-f", "lavfi", "-i", "color=s=100x100", "-frames:v", "1", "-y", picture])
        const clip = join(folder, "wide.mp4")
        const encode = "-c:v mpeg4 -frames:v 2 -y".split(" ")
        spawnSync(ffmpeg, ["-v", "error", "-f", "lavfi", "-i", "color=s=8190x8190", ...encode, clip])
        const small = join(folder, "small.mp4")
        spawnSync(ffmpeg, ["-v", "error", "-f", "lavfi", "-i", "color=s=200x200:d=1", "-y", small])
        const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x3b])])
        const bombs: ReadonlyArray<
          readonly [name: string, bytes: Buffer, problems: ReadonlyArray<MediaProblem | null>]
        > = [
          ["a clip that is none", readFileSync(small), [null]],
          ["zip", zip(), ["WrongType"]],
          ["gzip", gzipSync(LARGE), ["WrongType"]],
          ["gif of 65,535 × 65,535", gif, ["WrongType"]],
          ["svg of a thousand laughs", Buffer.from(laughs), ["WrongType"]],
          ["png of 50,000 × 50,000", png(50_000, 50_000, deflateSync(LARGE)), ["TooLarge"]],
          ["png with more pixels than it says", png(100, 100, deflateSync(LARGE)), [null, "Damaged"]],
          [
            "png with a comment of 30 MB",
            png(100, 100, gray, chunk("zTXt", Buffer.concat([Buffer.from("a\0\0"), deflateSync(LARGE)]))),
            [null, "Damaged"]
          ],
          ["jpeg of 60,000 × 60,000", hugeJpeg(readFileSync(picture)), ["TooLarge", "Damaged"]],
          ["webp of 16,383 × 16,383", hugeWebp(), ["TooLarge", "Damaged"]],
          ["clip of 8,190 × 8,190", readFileSync(clip), ["TooLarge", "Damaged"]],
          ["webm with a deflated track", deflatedTrack(), ["Damaged", "TooLarge"]]
        ]
        for (const [name, bytes, problems] of bombs) {
          assert.isBelow(bytes.length, 2_000_000, name)
          const file = join(folder, "bomb")
          writeFileSync(file, bytes)
          const found = yield* Effect.match(probe(ffmpeg, file), {
            onFailure: ({ problem }): MediaProblem | null => problem,
            onSuccess: () => null
          }).pipe(Effect.timeoutOption("60 seconds"))
          assert.isTrue(Option.isSome(found), `${name} is answered within a minute`)
          assert.include(problems, Option.getOrNull(found), name)
        }
      }).pipe(Effect.provide(tool)),
    180_000
  )
})
