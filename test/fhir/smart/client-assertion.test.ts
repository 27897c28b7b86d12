import { expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { clientAssertion } from '../../../src/fhir/smart/client-assertion.ts';
import { readPrivateKeys } from '../../../src/fhir/smart/private-keys.ts';
import { publicJwks } from '../../../src/fhir/smart/public-jwks.ts';
import { keyFile } from './keys.ts';

const ENDPOINT = 'https://auth.example.org/token';

test.each(['ES384', 'RS384'] as const)(
  '%s: says what SMART asks for, for five minutes at most',
  async (alg) => {
    await using own = await keyFile(alg);
    const [key] = await readPrivateKeys(own.file);
    const jwks = await publicJwks([own.file]);
    const assertion = await clientAssertion('mscore', ENDPOINT, key);
    expect(decodeProtectedHeader(assertion)).toEqual({ alg, typ: 'JWT', kid: own.jwk.kid });
    const { payload } = await jwtVerify(
      assertion,
      createLocalJWKSet({ keys: jwks.keys.map((one) => ({ ...one })) }),
      {
        issuer: 'mscore',
        subject: 'mscore',
        audience: ENDPOINT,
      },
    );
    const { exp = 0, iat = 0, jti } = payload;
    expect(exp - iat).toBeLessThanOrEqual(300);
    const again = decodeJwt(await clientAssertion('mscore', ENDPOINT, key));
    expect(again.jti).not.toBe(jti);
  },
);
