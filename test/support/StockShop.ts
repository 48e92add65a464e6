import { createCanvas } from "@napi-rs/canvas"
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

interface Offer {
  readonly id: number
  readonly tall: boolean
}

interface Asked {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly authorization: string | undefined
}

/** A picture of its own for every number, so that no two have one hash. */
const picture = ({ id, tall }: Offer): Buffer => {
  const canvas = createCanvas(tall ? 600 : 900, tall ? 900 : 600)
  const paint = canvas.getContext("2d")
  paint.fillStyle = `hsl(${id * 47} 60% 50%)`
  paint.fillRect(0, 0, canvas.width, canvas.height)
  paint.fillStyle = "white"
  paint.fillRect(100, 100, 10 * id + 50, 200)
  return canvas.toBuffer("image/png")
}

const coffee = () => readFileSync(new URL("../../tools/samples/pictures/coffee cup.png", import.meta.url))

/** Pexels, Pixabay, Coverr and a picture endpoint on loopback, with the answers of their documentation. */
export class StockShop {
  readonly asked: Array<Asked> = []
  readonly offers: { pexels: ReadonlyArray<Offer>; pixabay: ReadonlyArray<Offer> } = { pexels: [], pixabay: [] }
  /** What every search answers. */
  status = 200
  url = ""
  private readonly server: Server

  private constructor() {
    this.server = createServer((request, response) => this.answer(request, response))
  }

  static async open(): Promise<StockShop> {
    const shop = new StockShop()
    await new Promise<void>((done) => shop.server.listen(0, "127.0.0.1", done))
    shop.url = `http://127.0.0.1:${(shop.server.address() as AddressInfo).port}`
    return shop
  }

  close(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((done) => this.server.close(() => done()))
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? "/", this.url)
    this.asked.push({
      path: pathname,
      query: Object.fromEntries(searchParams),
      authorization: request.headers.authorization
    })
    request.resume()
    const file = /^\/file\/(\d+)-(tall|wide)$/.exec(pathname)
    if (file !== null) {
      response.writeHead(200, { "content-type": "image/png" })
      response.end(picture({ id: Number(file[1]), tall: file[2] === "tall" }))
      return
    }
    response.writeHead(this.status, { "content-type": "application/json" })
    response.end(JSON.stringify(this.status === 200 ? this.bodyOf(pathname) : {}))
  }

  private bodyOf(path: string): unknown {
    const sized = ({ id, tall }: Offer) => ({
      file: `${this.url}/file/${id}-${tall ? "tall" : "wide"}`,
      width: tall ? 600 : 900,
      height: tall ? 900 : 600
    })
    switch (path) {
      case "/v1/search":
        return {
          photos: this.offers.pexels.map((offer) => {
            const { file, height, width } = sized(offer)
            const { id } = offer
            const url = `https://www.pexels.com/photo/${id}`
            return { id, width, height, url, photographer: `Ada ${id}`, src: { original: file } }
          })
        }
      case "/videos/search":
        return { videos: [] }
      case "/api/":
        return {
          hits: this.offers.pixabay.map((offer) => {
            const { file, height, width } = sized(offer)
            const pageURL = `https://pixabay.com/photos/${offer.id}`
            return { id: offer.id, pageURL, largeImageURL: file, imageWidth: width, imageHeight: height, user: "Bob" }
          })
        }
      case "/v1/images/generations":
        return { data: [{ b64_json: coffee().toString("base64") }] }
      default:
        return { hits: [] }
    }
  }
}
