import { escapeXml } from '../escape-xml.ts';
import type { ReportTable } from './report-table.ts';

/** Markup that is already escaped; text goes through `words` first. */
export type Markup = string;

export function words(text: string): Markup {
  return escapeXml(text);
}

export function paragraph(text: string): Markup {
  return `<p>${words(text)}</p>`;
}

export function list(items: readonly string[]): Markup {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${words(item)}</li>`).join('')}</ul>`;
}

/** A table that a screen reader can walk: caption, column heads, and the first cell of a row as its head. */
export function htmlTable({
  caption,
  head,
  rows,
  words: wordColumns = [],
  notes = [],
  captionHidden,
}: ReportTable): Markup {
  const kind = (column: number) => (column === 0 || wordColumns.includes(column) ? '' : ' class="number"');
  const heads = head.map((cell, column) => `<th scope="col"${kind(column)}>${words(cell)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? `<th scope="row">${words(cell)}</th>` : `<td${kind(column)}>${words(cell)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><caption${captionHidden ? ' class="hidden"' : ''}>${words(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${body.join('')}</tbody></table></div>${notes.map((note) => `<p class="note">${words(note)}</p>`).join('')}`;
}
