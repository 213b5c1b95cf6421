// Opens posts in a WordPress's own block editor and says what it makes of them.
// use: node blocks.js <TASK, where TASK is {"url", "login", "secret", "posts": [ID…]}; prints {ID: [{name, isValid, depth, issues}…]}.
const { chromium } = require('playwright-core');
const fs = require('fs');
const os = require('os');
const path = require('path');

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

// In the page: every block with its inner blocks, once the editor has parsed the post it was given.
function walk () {
  const flat = (blocks, depth) => blocks.flatMap ((block) => [
    { name: block.name, isValid: block.isValid, depth, issues: (block.validationIssues || []).map ((issue) => String (issue.args?.[0] ?? '')) },
    ...flat (block.innerBlocks, depth + 1)]);
  return flat (window.wp.data.select ('core/block-editor').getBlocks (), 0);
}

function ready (id) {
  const select = window.wp?.data?.select;
  if (!select || !select ('core/editor') || select ('core/editor').getCurrentPostId () !== id)
    return false;
  const text = select ('core/editor').getCurrentPost ().content;
  const raw = typeof text === 'string' ? text : text?.raw;
  return raw !== undefined && (raw.trim () === '' || select ('core/block-editor').getBlocks ().length > 0);
}

async function logIn (page, task) {
  await page.goto (`${task.url}/wp-login.php`);
  await page.fill ('#user_login', task.login);
  await page.fill ('#user_pass', task.secret);
  await Promise.all ([page.waitForURL (/wp-admin/), page.click ('#wp-submit')]);
}

(async () => {
  const task = JSON.parse (fs.readFileSync (0, 'utf8'));
  const folder = fs.mkdtempSync (path.join (os.tmpdir (), 'blocks-'));
  const context = await chromium.launchPersistentContext (folder, { executablePath: '/usr/bin/chromium', args: quiet });
  const answer = {};
  try {
    const page = await context.newPage ();
    page.on ('dialog', (dialog) => dialog.accept ());
    await logIn (page, task);
    for (const id of task.posts) {
      await page.goto (`${task.url}/wp-admin/post.php?post=${id}&action=edit`, { waitUntil: 'domcontentloaded' });
      await page.waitForFunction (ready, id, { timeout: 60000 });
      answer[id] = await page.evaluate (walk);
    }
  } finally {
    await context.close ();
    fs.rmSync (folder, { recursive: true, force: true });
  }
  console.log (JSON.stringify (answer));
})().catch ((error) => {
  console.error (error.stack);
  process.exit (1);
});
