/** How a voice's files are read. Piper's voices are VITS models; Kokoro has one model for many speakers. */
export type VoiceFamily = "vits" | "kokoro"

export interface CatalogueSpeaker {
  /** What follows the colon in `kokoro:af_heart`. */
  readonly name: string
  /** BCP 47. */
  readonly language: string
  /** The number the model knows the speaker by. */
  readonly number: number
}

export interface CatalogueVoice {
  readonly id: string
  readonly about: string
  readonly family: VoiceFamily
  readonly speakers: readonly [CatalogueSpeaker, ...Array<CatalogueSpeaker>]
  readonly licence: string
  /** Where the licence and the recording are described. */
  readonly source: string
  readonly url: string
  /** Of the archive, in bytes. */
  readonly bytes: number
  /** Of the archive, as the release's own page states it. */
  readonly sha256: string
}

const RELEASE = "https://github.com/k2-fsa/sherpa-onnx/releases/download/tts-models"
const PIPER = "https://huggingface.co/rhasspy/piper-voices/tree/main"

/**
 * Voices that may be used commercially, in order of preference. Sizes and digests are those of the release "tts-models" of
 * k2-fsa/sherpa-onnx, seen 2026-11-30. Numbers of speakers are those of its page on Kokoro v1.0.
 */
export const voiceCatalogue: ReadonlyArray<CatalogueVoice> = [
  {
    id: "kokoro",
    about: "Kokoro 82M, 8 bit: the best for English, good in seven languages",
    family: "kokoro",
    speakers: [
      { name: "af_heart", language: "en-US", number: 3 },
      { name: "am_michael", language: "en-US", number: 16 },
      { name: "bf_emma", language: "en-GB", number: 21 },
      { name: "bm_george", language: "en-GB", number: 26 },
      { name: "ef_dora", language: "es", number: 28 },
      { name: "ff_siwis", language: "fr", number: 30 },
      { name: "hf_alpha", language: "hi", number: 31 },
      { name: "if_sara", language: "it", number: 35 },
      { name: "pf_dora", language: "pt", number: 42 },
      { name: "zf_xiaoxiao", language: "zh", number: 47 }
    ],
    licence: "Apache-2.0",
    source: "https://huggingface.co/hexgrad/Kokoro-82M",
    url: `${RELEASE}/kokoro-int8-multi-lang-v1_0.tar.bz2`,
    bytes: 131_839_838,
    sha256: "75654a84864be26f345f020f4070c2c019e96dd1b7f9bf6e2ffd59efac6aa5a3"
  },
  {
    id: "thorsten",
    about: "German, male",
    family: "vits",
    speakers: [{ name: "thorsten", language: "de", number: 0 }],
    licence: "CC0-1.0",
    source: `${PIPER}/de/de_DE/thorsten/medium`,
    url: `${RELEASE}/vits-piper-de_DE-thorsten-medium.tar.bz2`,
    bytes: 67_214_254,
    sha256: "50487d9c95fdf2191f31d2588569381063ba1591dcd4c7d4bdd30f12b2191714"
  },
  {
    id: "cori",
    about: "British English, female",
    family: "vits",
    speakers: [{ name: "cori", language: "en-GB", number: 0 }],
    licence: "public domain (LibriVox)",
    source: `${PIPER}/en/en_GB/cori/high`,
    url: `${RELEASE}/vits-piper-en_GB-cori-high.tar.bz2`,
    bytes: 115_574_061,
    sha256: "42922f07738fcde2e49eed4e959635692f73b933de35a6b7c1010162ff566292"
  },
  {
    id: "davefx",
    about: "Spanish, male",
    family: "vits",
    speakers: [{ name: "davefx", language: "es", number: 0 }],
    licence: "CC0-1.0",
    source: `${PIPER}/es/es_ES/davefx/medium`,
    url: `${RELEASE}/vits-piper-es_ES-davefx-medium.tar.bz2`,
    bytes: 67_184_952,
    sha256: "a3f6beb54a9cb893279f72978a22f807a4d9fc9c7848157b524d5cc7b7f58b22"
  },
  {
    id: "siwis",
    about: "French, female; name SIWIS in your credits",
    family: "vits",
    speakers: [{ name: "siwis", language: "fr", number: 0 }],
    licence: "CC-BY-4.0",
    source: `${PIPER}/fr/fr_FR/siwis/medium`,
    url: `${RELEASE}/vits-piper-fr_FR-siwis-medium.tar.bz2`,
    bytes: 67_207_459,
    sha256: "375909aa30842b3a4efa10b1beb1d761af792960ae6873b4d53889f96c66195b"
  }
]
