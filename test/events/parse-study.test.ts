import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parsePacsNotice, parseReportNotice } from '../../src/events/parse-study.ts';
import { codeOf } from '../support/coded-failure.ts';

const UID = '1.2.840.1';

describe('an interface engine', () => {
  test('names the study by accession number, UID and patient', () => {
    const body = { accession: ' ACC1 ', studyUid: UID, patient: 'P1', status: 'F', sender: 'RIS' };
    expect(parseReportNotice(body)).toEqual({
      events: [
        {
          about: 'study',
          status: 'reported',
          accessionNumber: 'ACC1',
          studyInstanceUid: UID,
          patientId: 'P1',
        },
      ],
      changes: false,
    });
  });

  test('may leave fields of its template empty', () => {
    const [event] = parseReportNotice({
      accession: 'ACC1',
      studyUid: '',
      patient: null,
      status: 'final',
    }).events;
    expect(event).toMatchObject({
      accessionNumber: 'ACC1',
      studyInstanceUid: undefined,
      patientId: undefined,
    });
  });

  test.each([
    ['final', 'reported'],
    ['Amended', 'reported'],
    ['corrected', 'reported'],
    ['C', 'reported'],
    ['preliminary', 'unfinished'],
    ['P', 'unfinished'],
    ['cancelled', 'cancelled'],
    ['X', 'cancelled'],
    ['entered-in-error', 'entered-in-error'],
    ['W', 'entered-in-error'],
  ])('says %s: %s', (status, meaning) => {
    expect(parseReportNotice({ accession: 'ACC1', status }).events).toMatchObject([{ status: meaning }]);
  });

  test.each([
    ['nothing that names the study', { status: 'final', patient: 'P1' }],
    ['no status', { accession: 'ACC1' }],
    ['a status that nobody has', { accession: 'ACC1', status: 'constructor' }],
    ['a wildcard for the accession number', { accession: 'ACC*', status: 'final' }],
    ['a UID that is none', { studyUid: '../studies', status: 'final' }],
    ['a list', [{ accession: 'ACC1', status: 'final' }]],
    ['nothing', undefined],
  ])('that sends %s is refused', (_what, body) => {
    expect(codeOf(() => parseReportNotice(body))).toBe('request/malformed');
  });
});

describe('a PACS', () => {
  test('tells of images, and of which state of the study', () => {
    expect(parsePacsNotice({ studyUid: UID, version: '20261127T081500' }).events).toMatchObject([
      { about: 'study', status: 'made', studyInstanceUid: UID, version: '20261127T081500' },
    ]);
  });

  test('must name the study by its UID', () => {
    expect(codeOf(() => parsePacsNotice({ accession: 'ACC1' }))).toBe('request/malformed');
  });
});

test('whatever comes is a notice or a malformed request', () => {
  const body = fc.oneof(
    fc.anything(),
    fc.record({ accession: fc.anything(), studyUid: fc.anything(), status: fc.string() }),
  );
  fc.assert(
    fc.property(body, (sent) => {
      expect([undefined, 'request/malformed']).toContain(codeOf(() => parseReportNotice(sent)));
      expect([undefined, 'request/malformed']).toContain(codeOf(() => parsePacsNotice(sent)));
    }),
  );
});
