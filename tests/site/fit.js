// use: node fit.js ADDRESS PATH…: reads pages as a browser without scripts does, narrow and wide, and subscribes to the letter.
// Prints what does not fit, what a page asks of others, what the browser complains of; status 1 when there is any.
const { chromium } = require('playwright-core');

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

(async () => {
  const [address, ...paths] = process.argv.slice(2);
  const wrong = [];
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet });
  for (const width of [320, 360, 390, 768, 1200, 1366]) {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 800 } });
    const page = await context.newPage();
    page.on('request', (r) => r.url().startsWith(address) || wrong.push(`asks for ${r.url()}`));
    page.on('console', (m) => wrong.push(`${page.url()} at ${width}: ${m.text()}`));
    for (const path of paths) {
      await page.goto(address + path, { waitUntil: 'networkidle' });
      const wide = await page.evaluate(() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('main *')]
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.getBoundingClientRect().left >= 0)
        .map((e) => e.outerHTML.slice(0, 80))]);
      if (wide[0] > width || wide.length > 1)
        wrong.push(`${path} at ${width}: ${wide.join('\n  ')}`);
    }
    await context.close();
  }
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(address + paths[0]);
  await page.getByRole('textbox', { name: 'Adresse électronique' }).fill('sans.script@exemple.org');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'S’abonner' }).click();
  if (!(await page.getByRole('heading', { name: 'Merci' }).isVisible()))
    wrong.push('the letter’s form needs a script');
  await browser.close();
  console.log(wrong.join('\n'));
  process.exit(wrong.length ? 1 : 0);
})();
