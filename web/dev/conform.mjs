// DEVELOPMENT ONLY. Holds the mock to the server's own document: what it is asked and what it answers
// must be what docs/openapi.json says, or the call fails with the reason.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';

const document = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'api', components: document.components });
/** References inside the document, read as references into it. */
const rooted = (schema) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'));
const checkOf = (content) => {
  const schema = content?.['application/json']?.schema;
  return schema ? ajv.compile(rooted(schema)) : null;
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const [status, response] = Object.entries(operation.responses).find(([code]) => code < 400);
    return {
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
      names: (path.match(/\{/g) ?? []).length,
      status: Number(status),
      body: checkOf(operation.requestBody?.content),
      answer: checkOf(response.content),
    };
  }),
);
// `/counts` before `/{id}`: the address with fewer names is the nearer one.
operations.sort((one, other) => one.names - other.names);

const complaints = (check, value) =>
  check && !check(value)
    ? check.errors.map((error) => `${error.instancePath || '/'} ${error.message}`)
    : [];

/** The status the document gives this call, and what is wrong with the call or its answer. */
export function conform(method, path, body, answer) {
  const found = operations.find((one) => one.method === method && one.path.test(path));
  if (!found) return { status: 500, faults: ['the document knows no such call'] };
  const faults = complaints(found.body, body).map((fault) => `body ${fault}`);
  if ((answer === null) !== (found.answer === null)) faults.push(`answers with ${found.status}`);
  else if (answer !== null)
    faults.push(...complaints(found.answer, answer).map((fault) => `answer ${fault}`));
  return { status: found.status, faults };
}
