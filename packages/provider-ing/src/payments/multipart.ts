/** One part of a `multipart/form-data` body (RFC 7578). */
export interface FormPart {
  readonly name: string
  readonly content: string
  readonly contentType?: string
}

/** The bytes of the body, boundary lines included: these very bytes are digested and sent. */
export const toMultipart = (parts: readonly FormPart[], boundary: string): Uint8Array =>
  Buffer.from(
    [
      ...parts.map(({ name, content, contentType }) =>
        [
          `--${boundary}`,
          `Content-Disposition: form-data; name="${name}"`,
          ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
          '',
          content,
        ].join('\r\n'),
      ),
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  )
