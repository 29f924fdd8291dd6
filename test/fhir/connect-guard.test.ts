import { describe, expect, test } from '@jest/globals';
import { isRefused, isRefusedLiteral } from '../../src/fhir/connect-guard.js';

const none = new Set<string>();

describe('an address nobody agreed on', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.127.255.254',
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('%s is refused', (address) => {
    expect(isRefused(address, 'ehr.example.org', none)).toBe(true);
    const url = new URL(`http://${address.includes(':') ? `[${address}]` : address}/`);
    expect(isRefusedLiteral(url, none)).toBe(true);
  });

  test.each([
    '93.184.215.14',
    '172.32.0.1',
    '100.128.0.1',
    '11.0.0.1',
    '2606:2800:21f:cb07::1',
    '::ffff:93.184.215.14',
  ])('%s is not', (address) => expect(isRefused(address, 'ehr.example.org', none)).toBe(false));

  test.each(['127.1', '0x7f000001', '2130706433', '0177.0.0.1', '0', '[::ffff:7f00:1]'])(
    'another spelling of it, %s, is too',
    (host) => expect(isRefusedLiteral(new URL(`http://${host}/`), none)).toBe(true),
  );
});

describe('an agreed server', () => {
  test.each<[string, string, boolean]>([
    ['ehr.hospital.example', '10.1.2.3', false],
    ['ehr.hospital.example', 'fd12::1', false],
    ['ehr.hospital.example', '127.0.0.1', true],
    ['ehr.hospital.example', '169.254.169.254', true],
    ['ehr.hospital.example', 'fd00:ec2::254', true],
    ['localhost', '127.0.0.1', false],
    ['127.0.0.1', '127.0.0.1', false],
    ['[::1]', '::1', false],
    ['10.0.0.5', '10.0.0.5', false],
  ])('%s at %s', (host, address, refused) => {
    expect(isRefused(address, host, new Set([host]))).toBe(refused);
  });
});
