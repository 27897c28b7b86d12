import { expect, test } from '@jest/globals';
import { capabilityOf } from '../../src/fhir/capability.ts';

const statement = (resource?: object[], interaction?: object[]) => ({
  resourceType: 'CapabilityStatement',
  rest: [{ mode: 'server', ...(interaction && { interaction }), ...(resource && { resource }) }],
});
const codes = (...all: string[]) => all.map((code) => ({ code }));

test('what a type is listed with may be done with it, and no more', () => {
  const type = { type: 'Observation', interaction: codes('read', 'create'), conditionalCreate: true };
  const capability = capabilityOf(statement([type]));
  expect(capability.of('Observation')).toEqual({
    create: true,
    update: false,
    conditionalCreate: true,
    conditionalUpdate: false,
  });
});

test('a type that is not listed beside others is not taken', () => {
  const capability = capabilityOf(statement([{ type: 'Observation' }]));
  expect([capability.of('Task').create, capability.of('Observation').create]).toEqual([false, true]);
});

test('a server that lists no types may take all', () => {
  const capability = capabilityOf(statement(undefined, codes('transaction')));
  expect([capability.transactions, capability.of('Task').create]).toEqual([true, true]);
});

test('what a server can do as a client counts for nothing', () => {
  const rest = [{ mode: 'client', interaction: codes('transaction') }];
  expect(capabilityOf({ resourceType: 'CapabilityStatement', rest }).transactions).toBe(false);
});
