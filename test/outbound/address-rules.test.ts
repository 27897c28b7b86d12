import { describe, expect, test } from '@jest/globals';
import { addressRule } from '../../src/outbound/address-rules.ts';
import { isSpecial } from '../../src/outbound/special-addresses.ts';

test.each([
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '127.0.0.1',
  '127.9.9.9',
  '169.254.169.254',
  '0.0.0.0',
  '100.64.0.1',
  '192.0.0.8',
  '198.18.0.1',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  '64:ff9b::a00:1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '2002:a00:1::',
  '::7f00:1',
])('%s is not an address of the Internet', (address) => {
  expect(isSpecial(address)).toBe(true);
});

test.each([
  '8.8.8.8',
  '172.15.0.1',
  '172.32.0.1',
  '192.167.1.1',
  '1.1.1.1',
  '2606:4700::1111',
  '::ffff:8.8.8.8',
])('%s is one', (address) => {
  expect(isSpecial(address)).toBe(false);
});

describe('a server that the site listed', () => {
  const rule = addressRule([
    { url: 'https://fhir.hospital.example/r4', privateNetworks: ['10.1.0.0/16', 'fd00:1::/32'] },
    { url: 'https://cloud.example.org/fhir', privateNetworks: [] },
    { url: 'http://localhost:8080/fhir', privateNetworks: [] },
    { url: 'http://10.9.9.9/fhir', privateNetworks: [] },
    { url: 'http://[::1]:8080/fhir', privateNetworks: [] },
  ]);

  test.each([
    ['fhir.hospital.example', '10.1.2.3'],
    ['FHIR.hospital.example', 'fd00:1::5'],
    ['fhir.hospital.example', '8.8.8.8'],
    ['cloud.example.org', '8.8.8.8'],
    ['localhost', '127.0.0.1'],
    ['localhost', '::1'],
    ['10.9.9.9', '10.9.9.9'],
    ['[::1]', '::1'],
  ])('may be reached: %s at %s', (host, address) => {
    expect(rule(host, address)).toBe(true);
  });

  test.each([
    ['fhir.hospital.example', '10.2.0.1'],
    ['fhir.hospital.example', '127.0.0.1'],
    ['fhir.hospital.example', '169.254.169.254'],
    ['cloud.example.org', '10.1.2.3'],
    ['cloud.example.org', '::ffff:127.0.0.1'],
    ['localhost', '10.1.2.3'],
    ['10.9.9.9', '10.1.2.3'],
    ['nobody.example.org', '10.1.2.3'],
    ['127.0.0.1', '127.0.0.1'],
  ])('may not be: %s at %s', (host, address) => {
    expect(rule(host, address)).toBe(false);
  });
});
