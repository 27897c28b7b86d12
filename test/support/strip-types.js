import { stripTypeScriptTypes } from 'node:module';

/** Jest transform: Node's own type stripping, so that tests run exactly what `node` runs. */
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
