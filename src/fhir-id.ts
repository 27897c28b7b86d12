/**
 * A FHIR id (R4 2.24.0.1), a little wider because some servers use `_` and go beyond 64 characters. It is
 * put into URLs, so nothing that means something there gets through, dot segments included.
 */
const ID = String.raw`(?!\.+$)[A-Za-z0-9\-._]{1,128}`;

export const FHIR_ID = new RegExp(`^${ID}$`);

/** A literal reference as it is read and compared: `Type/id`. */
export const TYPE_AND_ID = new RegExp(`^[A-Z][A-Za-z]+/${ID}$`);
