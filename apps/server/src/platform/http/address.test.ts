import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOurHost, LIMIT_BLOCK, SIGN_IN_BLOCK, toAddress, toBlock } from './address.ts';

describe('an address block', () => {
  it('is one IPv4 address, or the /64 of an IPv6 one, for limits', () => {
    assert.equal(toBlock('203.0.113.77', LIMIT_BLOCK), '203.0.113.77/32');
    assert.equal(toBlock('2001:db8:1:2:3:4:5:6', LIMIT_BLOCK), '2001:db8:1:2:0:0:0:0/64');
    assert.equal(toBlock('2001:db8:1:2::9', LIMIT_BLOCK), toBlock('2001:db8:1:2:ffff::', LIMIT_BLOCK));
    assert.notEqual(toBlock('2001:db8:1:3::9', LIMIT_BLOCK), toBlock('2001:db8:1:2::9', LIMIT_BLOCK));
  });

  it('is a neighbourhood for sign-in failures', () => {
    assert.equal(toBlock('203.0.113.77', SIGN_IN_BLOCK), '203.0.113.0/24');
    assert.equal(toBlock('2001:db8:1:2ff::1', SIGN_IN_BLOCK), '2001:db8:1:200:0:0:0:0/56');
    assert.equal(toBlock('::1', SIGN_IN_BLOCK), '0:0:0:0:0:0:0:0/56');
    assert.equal(toBlock('fe80::1%eth0', SIGN_IN_BLOCK), 'fe80:0:0:0:0:0:0:0/56');
    assert.equal(toBlock('::ffff:1.2.3.4', SIGN_IN_BLOCK), '0:0:0:0:0:0:0:0/56');
  });

  it('of nothing known is one block for all', () => {
    assert.equal(toBlock('', LIMIT_BLOCK), 'unknown');
  });

  it('takes an IPv4 address for what it is when it comes over IPv6', () => {
    assert.equal(toAddress('::ffff:203.0.113.7'), '203.0.113.7');
    assert.equal(toAddress('2001:db8::1'), '2001:db8::1');
  });
});

describe('the Host header', () => {
  const ours = (host: string): boolean => isOurHost(host, 'https://atlas.bank.example:8443');

  it('is the public name or a name of the loopback', () => {
    for (const host of [
      'atlas.bank.example:8443',
      'ATLAS.bank.example:8443',
      'localhost:1234',
      '127.0.0.1',
      '[::1]:8000',
    ]) {
      assert.ok(ours(host), host);
    }
  });

  it('is no other name that leads here', () => {
    for (const host of [
      '',
      'evil.example',
      'atlas.bank.example',
      '127.0.0.1.evil.example',
      'localhost:80@evil.example',
      'evil.example:8443',
    ]) {
      assert.ok(!ours(host), host);
    }
  });
});
