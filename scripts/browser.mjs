/** The browser test needs a Chromium. On Debian as root it is installed; elsewhere the test says why it is skipped. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function ensureBrowser() {
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (KNOWN.some((path) => existsSync(path)) || !isDebianRoot) return;
  console.log('Installing Chromium for the browser test.');
  const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=600'];
  for (const args of [['update'], ['install', '--no-install-recommends', 'chromium']]) {
    spawnSync('apt-get', [...options, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
}
