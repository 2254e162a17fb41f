import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

const SIGNATURE = 'X-Signature-256';

/**
 * Posts a JSON body and gives `{status, message, retryAfter}`; rejects when there is no answer. Redirects are not followed: the
 * signature is meant for the URL that the operator gave.
 */
export function post({ url, secret }, body, { timeoutMs, signal }) {
  const target = new URL(url);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'User-Agent': 'mgrp-webhook' };
  if (secret !== '') {
    headers[SIGNATURE] = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  }
  const limit = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'https:' ? https : http).request(target, {
      method: 'POST', headers, signal: limit,
    });
    const stop = () => request.destroy(new Error('the webhook is being stopped'));
    signal?.addEventListener('abort', stop, { once: true });
    request.on('close', () => signal?.removeEventListener('abort', stop));
    request.on('error', (error) => reject(limit.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`) : error));
    request.on('response', (response) => {
      resolve({ status: response.statusCode, message: response.statusMessage ?? '', retryAfter: response.headers['retry-after'] });
      response.on('error', () => { /* The status is all that counts. */ });
      response.destroy(); // An endless body must not be read.
    });
    request.end(body);
  });
}
