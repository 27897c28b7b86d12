import { describe, expect, test } from '@jest/globals';
import { page } from '../../src/review/layout.ts';
import { signedIn } from '../support/signed-in.ts';

const HOSTILE = `"><script>alert('x')</script>`;
const shown = (changes: Partial<Parameters<typeof page>[0]> = {}) =>
  page({
    title: 'Worklist',
    body: '<p>body</p>',
    user: signedIn(),
    language: 'en',
    csrfToken: 'token',
    ...changes,
  });

const markOf = (html: string) => /<body data-reader="([^"]+)">/.exec(html)?.[1];

describe('a page of the review', () => {
  test('says what it is for, who is signed in, and lets a keyboard skip to the content', () => {
    const html = shown();
    expect(html).toContain('Research use only, not for diagnosis.');
    expect(html).toContain('Signed in as Dr. Eva Nováková');
    expect(html).toContain('<a class="skip" href="#content">');
  });

  test('is in the language that was asked for', () => {
    const html = shown({ language: 'sk' });
    expect(html).toContain('<html lang="sk">');
    expect(html).toContain('Len na výskumné použitie');
  });

  test('escapes names and titles', () => {
    const html = shown({ title: HOSTILE, user: signedIn({ name: HOSTILE }), csrfToken: HOSTILE });
    expect(html).not.toContain('<script>');
  });

  test('has nothing inline that a browser would run or style by', () => {
    const html = shown({ scripts: ['/review/assets/a.js'], styles: ['/review/assets/a.css'] });
    expect(html).not.toMatch(/<style|<script(?![^>]* src=)|style=|onclick=|javascript:/);
    expect(html).toContain('<script type="module" src="/review/assets/a.js"></script>');
  });

  test('offers sign-out only to who is signed in', () => {
    expect(shown()).toContain('/review/sign-out');
    expect(shown({ user: undefined, csrfToken: undefined })).not.toContain('/review/sign-out');
  });

  test('marks who is signed in, alike in every session, and names nobody', () => {
    const mark = markOf(shown({ csrfToken: 'one' }));
    expect(mark).toMatch(/^[\w-]{43}$/);
    expect(markOf(shown({ csrfToken: 'another' }))).toBe(mark);
    expect(markOf(shown({ user: signedIn({ subject: 'u2' }) }))).not.toBe(mark);
    expect(markOf(shown({ user: signedIn({ issuer: 'https://other.example.org' }) }))).not.toBe(mark);
    expect(markOf(shown({ user: undefined }))).toBeUndefined();
  });

  test('shows the site pages to readers and admins alone', () => {
    expect(shown({ user: signedIn({ roles: ['reviewer'] }) })).not.toContain('/review/site');
    expect(shown({ user: signedIn({ roles: ['admin'] }) })).toContain('/review/site');
    expect(shown({ user: signedIn({ roles: ['admin'] }) })).not.toContain('href="/review"');
  });

  test('warns where anybody can sign in, and where only one patient is in view', () => {
    expect(shown()).not.toMatch(/class="(banner|bound)"/);
    expect(shown({ user: signedIn({ issuer: 'open' }) })).toContain('with --open');
    expect(shown({ user: signedIn({ patient: 'p1' }) })).toContain('the record of one patient');
  });
});
