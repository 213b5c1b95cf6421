// use: node wix-schema.js < rich-content.json: prints where it is not as ricos-schema wants it; status 1 when anywhere.
const fs = require('fs');
const path = require('path');
const { validate } = require('jtd');

const folder = process.env.NODE_PATH;
const schema = JSON.parse(fs.readFileSync(path.join(folder, 'ricos-schema/dist/esm/generated/ricos_document.jtd.json'), 'utf8'));
const found = validate(schema, JSON.parse(fs.readFileSync(0, 'utf8')));
for (const { instancePath, schemaPath } of found)
  console.log(`${instancePath.join('/')} (${schemaPath.join('/')})`);
process.exit(found.length ? 1 : 0);
