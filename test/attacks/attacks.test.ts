import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { openWorld, type World } from '../conformance/support/world.ts';
import { bodyAttacks } from './bodies.ts';
import { fhirServerAttacks } from './fhir-servers.ts';
import { headerAttacks } from './headers.ts';
import { tokenAttacks } from './tokens.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 240_000);
afterAll(() => world.close());

afterEach(async () => {
  // Whatever was sent, the service answers the next caller.
  expect((await fetch(world.base)).status).toBe(200);
  expect(Object.prototype).not.toHaveProperty('polluted');
});

const opened = () => world;
describe('tokens', () => tokenAttacks(opened));
describe('bodies', () => bodyAttacks(opened));
describe('headers', () => headerAttacks(opened));
describe('FHIR servers', () => fhirServerAttacks(opened));
