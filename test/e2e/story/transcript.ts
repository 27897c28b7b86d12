import type { Exchange } from './exchanges.ts';
import type { Chapter } from './order-to-result.ts';
import { shorten, summary } from './shorten.ts';

const MAX_URL = 150;

/** A chapter as Markdown: what was done and seen, then every exchange. What is prefetched takes a line each. */
export function chapterText(
  number: number,
  { title, seen, cards, decided }: Chapter,
  exchanges: readonly Exchange[],
): string {
  const reads = cards ? exchanges.filter(isRead) : [];
  const others = exchanges.filter((exchange) => !reads.includes(exchange));
  const detail = cards?.[0]?.detail;
  return [
    `## ${number}. ${title}`,
    seen,
    reads.map(readLine).join('\n'),
    ...others.map(exchangeText),
    detail && `The card's text, as it is rendered:\n\n${quoted(detail)}`,
    decided && `What the service's log says of its decision:\n\n${json(decided)}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function isRead({ method, url }: Exchange): boolean {
  return method === 'GET' && url.includes('/fhir/');
}

function readLine({ url, status, received }: Exchange): string {
  return `- \`GET ${cut(url)}\` → ${status}, ${summary(received)}`;
}

function exchangeText({ method, url, authorization, sent, status, received }: Exchange): string {
  const request = [`${method} ${cut(url)}`, authorization && `Authorization: ${authorization} <token>`];
  return [
    `\`\`\`http\n${request.filter(Boolean).join('\n')}\n\`\`\``,
    typeof sent === 'string' ? `(${sent})` : sent && json(sent),
    answerText(status, sent, received),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A resource that was written comes back as it was sent. */
function answerText(status: number, sent: unknown, received: unknown): string {
  if (received === undefined) return `→ ${status}`;
  const echoed = sent !== undefined && summary(sent) !== 'JSON' && summary(sent) === summary(received);
  return echoed ? `→ ${status}, ${summary(received)}` : `→ ${status}\n\n${json(received)}`;
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(shorten(value), undefined, 2)}\n\`\`\``;
}

function quoted(markdown: string): string {
  return markdown
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

function cut(url: string): string {
  const readable = decodeURIComponent(url);
  return readable.length > MAX_URL ? `${readable.slice(0, MAX_URL)}…` : readable;
}

/**
 * The same text at every run: names for addresses that are given anew each time, numbers for uuids, and a word for today.
 *
 * @param names what stands for each origin
 * @param today ISO date
 */
export function steady(text: string, names: Readonly<Record<string, string>>, today: string): string {
  const uuids = new Map<string, string>();
  const named = Object.entries(names).reduce((all, [origin, name]) => all.replaceAll(origin, name), text);
  return named
    .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, (uuid) => {
      const name = uuids.get(uuid) ?? `uuid-${uuids.size + 1}`;
      uuids.set(uuid, name);
      return name;
    })
    .replaceAll(new RegExp(`${today}(?:T[\\d:.]+Z)?`, 'g'), '<today>');
}
