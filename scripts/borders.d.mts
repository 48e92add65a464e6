export interface Border {
  readonly may: ReadonlyArray<string>
  readonly never?: ReadonlyArray<string>
  readonly because: string
}
export declare const borders: { readonly [room: string]: Border }
export declare const withBorders: (config: object) => object
