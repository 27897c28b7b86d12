import { CodedError } from '../errors.ts';
import type { HookContext } from './contexts.ts';

/**
 * Prefetch templates (CDS Hooks 2.0.1, "Prefetch Template"), kept to what the specification asks every
 * client to understand: a read of one resource, or a search of one type.
 */

const TOKEN = /\{\{\s*context\.(patientId|encounterId|userId)\s*\}\}/g;
const READ = /^(?:[A-Z][A-Za-z]+\/)?T$/;
const SEARCH = /^[A-Z][A-Za-z]+\?[^=&]+=[^=&]+(?:&[^=&]+=[^=&]+)*$/;
// Plain names, `:in`, `_id`, `_count`, `_sort`, `_lastUpdated`: no chaining, no _include, no other modifier.
const PARAMETER = /^(?:[a-z][A-Za-z-]*|_id|_count|_sort|_lastUpdated)(?::in)?$/;

/** @throws CodedError `config/invalid` when a client could not be asked to understand the template */
export function checkTemplate(key: string, template: string): void {
  const filled = template.replace(TOKEN, 'T');
  const query = filled.split('?')[1] ?? '';
  const parametersKnown =
    query === '' || query.split('&').every((pair) => PARAMETER.test(pair.split('=')[0] ?? ''));
  if (!/[{}]/.test(filled) && (READ.test(filled) || SEARCH.test(filled)) && parametersKnown) return;
  throw new CodedError('config/invalid', `prefetch template ${key} asks more than every client understands`);
}

/**
 * The query that a template stands for in this context; undefined when the context lacks a token's value.
 * Ids in a context hold only characters that mean nothing in a URL, so they go in as they are.
 */
export function fillTemplate(template: string, context: HookContext): string | undefined {
  const values = { patientId: context.patientId, encounterId: context.encounterId, userId: context.userId };
  const isToken = (name: string): name is keyof typeof values => name in values;
  const missing = Array.from(template.matchAll(TOKEN), ([, name = '']) => name).some(
    (name) => isToken(name) && values[name] === undefined,
  );
  if (missing) return undefined;
  return template.replace(TOKEN, (token, name: string) => (isToken(name) ? (values[name] ?? token) : token));
}
