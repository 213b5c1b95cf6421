// use: node axe.js ADDRESS light|dark [COOKIE]: prints the serious and critical findings of axe-core; status 1 when there are any.
const { chromium } = require('playwright-core');
const path = require('path');
const fs = require('fs');

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

(async () => {
  const [address, scheme, cookie] = process.argv.slice(2);
  const axe = fs.readFileSync(path.join(process.env.NODE_PATH, 'axe-core/axe.min.js'), 'utf8');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet });
  const context = await browser.newContext({ bypassCSP: true, colorScheme: scheme });
  if (cookie)
    await context.setExtraHTTPHeaders({ Cookie: cookie });
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  await browser.close();
  const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  for (const v of serious)
    console.log(`${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`);
  process.exit(serious.length ? 1 : 0);
})();
