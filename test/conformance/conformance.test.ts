import { afterAll, beforeAll, describe } from '@jest/globals';
import { discoveryChecks } from './discovery.ts';
import { feedbackChecks } from './feedback.ts';
import { generalChecks } from './general.ts';
import { prefetchChecks } from './prefetch.ts';
import { requestChecks } from './request.ts';
import { responseChecks } from './response.ts';
import { securityChecks } from './security.ts';
import { openWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 240_000);
afterAll(() => world.close());

const opened = () => world;
describe('general', () => generalChecks(opened));
describe('discovery', () => discoveryChecks(opened));
describe('the request', () => requestChecks(opened));
describe('prefetch', () => prefetchChecks(opened));
describe('the response', () => responseChecks(opened));
describe('feedback', () => feedbackChecks(opened));
describe('security', () => securityChecks(opened));
