import { type Block, readSimpleMarkdown } from '../markdown/simple-markdown.ts'
import type { Span } from '../markdown/spans.ts'
import type { Table } from '../markdown/table.ts'
import { type Html, html } from './html.ts'

const spansHtml = (spans: readonly Span[]): Html =>
  html`${spans.map(({ text, strong }) => (strong ? html`<strong>${text}</strong>` : html`${text}`))}`

const tableHtml = ({ alignments, header, rows }: Table): Html => {
  const side = (index: number): string => alignments[index] ?? 'left'
  const head = header.map((cell, index) => html`<th scope="col" class="${side(index)}">${spansHtml(cell)}</th>`)
  const body = rows.map(
    (row) => html`<tr>${row.map((cell, index) => html`<td class="${side(index)}">${spansHtml(cell)}</td>`)}</tr>`,
  )
  return html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}

type Item = Extract<Block, { kind: 'item' }>

/** Items with a number keep it, since gaps and repeats are legal. */
const listHtml = (items: readonly Item[]): Html => {
  const ordered = items[0]?.number !== undefined
  const entries = items.map(({ number, spans }) =>
    number === undefined ? html`<li>${spansHtml(spans)}</li>` : html`<li value="${number}">${spansHtml(spans)}</li>`,
  )
  return ordered ? html`<ol>${entries}</ol>` : html`<ul>${entries}</ul>`
}

const blockHtml = (block: Exclude<Block, Item>): Html => {
  if (block.kind === 'rule') return html`<hr>`
  if (block.kind === 'space') return html``
  if (block.kind === 'table') return tableHtml(block)
  const text = spansHtml(block.spans)
  if (block.kind === 'paragraph') return html`<p>${text}</p>`
  // The page has a heading of its own above, so the document's first level is the page's second.
  if (block.level === 1) return html`<h2>${text}</h2>`
  return block.level === 2 ? html`<h3>${text}</h3>` : html`<h4>${text}</h4>`
}

/** Neighbouring items of one kind form a list; an empty line between them begins a new one. */
const blocksHtml = (blocks: readonly Block[]): Html => {
  const parts: Html[] = []
  for (let at = 0; at < blocks.length; ) {
    const block = blocks[at]
    if (block?.kind !== 'item') {
      if (block !== undefined) parts.push(blockHtml(block))
      at += 1
      continue
    }
    const list: Item[] = []
    for (let next = blocks[at]; next?.kind === 'item'; next = blocks[at]) {
      if ((next.number === undefined) !== (block.number === undefined)) break
      list.push(next)
      at += 1
    }
    parts.push(listHtml(list))
  }
  return html`${parts}`
}

const plainHtml = (text: string): Html =>
  html`<p>${text.split(/\r\n|\r|\n/).map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))}</p>`

/** The text as the app shows it. A document against the grammar shows as plain text. */
export const textHtml = (text: string, format: string): Html => {
  const document = format === 'simpleMarkdownV1' ? readSimpleMarkdown(text) : undefined
  return document?.ok === true ? blocksHtml(document.blocks) : plainHtml(text)
}
