import { paragraph, type Markup, words } from '../../report/html.ts';
import { csrfField, page } from '../layout.ts';
import { WORKLIST_TEXTS, type WorklistTexts } from '../texts/worklist.ts';
import type { Counts } from './findings.ts';
import { plotDomain } from './interval-plot.ts';
import type { ViewerFiles } from '../study/viewer-files.ts';
import type { Row } from './load.ts';
import { HOLDERS, SUSPICIONS, listAddress, ORDERS, STATES, type WorklistQuery } from './query.ts';
import { type RowFrame, worklistRow } from './row.ts';

export interface WorklistView {
  readonly rows: readonly Row[];
  /** Of all findings, or how many have the identifier that was looked for: then the rows are theirs. */
  readonly says: { readonly counts: Counts } | { readonly found: number };
  readonly query: WorklistQuery;
  readonly pages: number;
}

export function worklistPage(
  view: WorklistView,
  frame: Omit<RowFrame, 'domain' | 'back'>,
  files: ViewerFiles | undefined,
): string {
  const texts = WORKLIST_TEXTS[frame.language];
  const { rows, says, query } = view;
  const isList = 'counts' in says;
  const domain = plotDomain(
    rows.flatMap(({ mscore, cutoff }) =>
      mscore ? [{ interval95: mscore.interval95, cutoff: cutoff?.value }] : [],
    ),
  );
  const back = listAddress(query, { page: query.page });
  const body = `${filters(query, texts)}${search(frame.csrfToken, texts)}
<div id="list" data-live="${isList}">
<p id="counts" role="status">${words(isList ? texts.counts(says.counts) : texts.found(says.found))}</p>
${table(rows, { ...frame, domain, back }, texts)}
${isList ? pager(view, texts) : ''}
</div>
<p class="note"><label><input type="checkbox" id="keys"> ${words(texts.keys)}</label></p>
<p class="note" id="live" role="status" data-on="${words(texts.live.on)}" data-changed="${words(texts.live.changed)}" data-off="${words(texts.live.off)}"></p>`;
  const { user, language, csrfToken } = frame;
  return page({ title: texts.title, body, ...files, user, language, csrfToken, place: 'worklist' });
}

function table(rows: readonly Row[], frame: RowFrame, texts: WorklistTexts): Markup {
  if (rows.length === 0) return paragraph(texts.nothing);
  const heads = texts.columns.map((column) => `<th scope="col">${words(column)}</th>`).join('');
  return `<div class="wide"><table class="worklist"><caption class="hidden">${words(texts.title)}</caption><thead><tr>${heads}</tr></thead><tbody>${rows.map((row) => worklistRow(row, frame)).join('\n')}</tbody></table></div>`;
}

function filters(query: WorklistQuery, texts: WorklistTexts): Markup {
  const choices = [
    choice('state', STATES, query.state, texts.state, texts.states),
    choice('suspicion', SUSPICIONS, query.suspicion, texts.finding, texts.suspicions),
    choice('holder', HOLDERS, query.holder, texts.holder, texts.holders),
    choice('order', ORDERS, query.order, texts.order, texts.orders),
  ];
  return `<form method="get" action="/review" class="filters" role="search" aria-label="${words(texts.filters)}">${choices.join('')}<button>${words(texts.show)}</button></form>`;
}

function choice<Name extends string>(
  name: string,
  values: readonly Name[],
  chosen: Name,
  label: string,
  said: Readonly<Record<Name, string>>,
): Markup {
  const options = values.map(
    (value) =>
      `<option value="${value}"${value === chosen ? ' selected' : ''}>${words(said[value])}</option>`,
  );
  return `<label>${words(label)} <select name="${name}">${options.join('')}</select></label>`;
}

function search(csrfToken: string, texts: WorklistTexts): Markup {
  return `<form method="post" action="/review/search" class="filters">${csrfField(csrfToken)}<label>${words(texts.search)} <input id="search" name="search" required maxlength="128" autocomplete="off" aria-describedby="search-hint"></label><button>${words(texts.search)}</button><span class="note" id="search-hint">${words(texts.searchHint)}</span></form>`;
}

function pager({ query, pages }: WorklistView, texts: WorklistTexts): Markup {
  if (pages < 2) return '';
  const link = (to: number, rel: string, text: string) =>
    to < 1 || to > pages
      ? ''
      : `<a rel="${rel}" href="${words(listAddress(query, { page: to }))}">${words(text)}</a>`;
  return `<nav class="pager" aria-label="${words(texts.pages)}">${link(query.page - 1, 'prev', texts.previous)} <span>${words(texts.pageOf(query.page, pages))}</span> ${link(query.page + 1, 'next', texts.next)}</nav>`;
}
