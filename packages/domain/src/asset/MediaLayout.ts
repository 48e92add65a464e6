import type { MediaRef, Sha256 } from "./Media.ts"

/** How files are named and where they lie in the data folder. Every process that shares the folder reads it from here. */
export const mediaFolderOf = (dataDir: string): string => `${dataDir}/media`

const extensions: { readonly [T in MediaRef["contentType"]]: string } = { "video/mp4": "mp4", "image/jpeg": "jpg" }
const contentTypes = new Map(Object.entries(extensions).map(([type, extension]) => [extension, type]))

export const mediaFileName = ({ contentType, sha256 }: Pick<MediaRef, "contentType" | "sha256">): string =>
  `${sha256}.${extensions[contentType]}`

/** Files lie in 256 folders, so that none becomes slow to list. */
export const mediaSubfolder = (sha256: string): string => sha256.slice(0, 2)

/** Where the file lies inside the media folder. */
export const mediaFilePath = (name: string): string => `${mediaSubfolder(name)}/${name}`

/** What a file's name says of it; null for any other text. */
export const readMediaFileName = (
  name: string
): { readonly sha256: Sha256; readonly contentType: MediaRef["contentType"] } | null => {
  const [, sha256 = "", extension = ""] = /^([0-9a-f]{64})\.([a-z0-9]+)$/.exec(name) ?? []
  const contentType = contentTypes.get(extension)
  return contentType === undefined
    ? null
    : { sha256: sha256 as Sha256, contentType: contentType as MediaRef["contentType"] }
}

/** The path of a file in the server's address. */
export const mediaAddressPath = (name: string): string => `/media/${name}`
