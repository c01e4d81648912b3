import crypto from 'node:crypto';

// body: the raw request body, before JSON.parse
// signature: the X-Sahut-Signature header
export function verifyWebhook(body, signature, secret) {
  const expected = Buffer.from(
    'sha256=' + crypto.createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && crypto.timingSafeEqual(given, expected);
}
