/** How a receiver verifies a call, by language. Both signatures come with every call, so either kind of library works. */
export const SIGNATURE_SAMPLES = [
  {
    language: 'Node.js (standardwebhooks)',
    code: `// npm install express standardwebhooks
import express from 'express';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WTH_WEBHOOK_SECRET);
const app = express();

app.post('/webhooks/watches', express.raw({ type: 'application/json' }), (request, response) => {
  let event;
  try {
    event = webhook.verify(request.body, request.headers);
  } catch {
    return response.sendStatus(401);
  }
  response.sendStatus(200);
  console.log(event.type, event.id);
});
app.listen(3000);`,
  },
  {
    language: 'Node.js (stripe)',
    code: `// npm install express stripe
import express from 'express';
import Stripe from 'stripe';

// The library wants a key of its own service; verifying does not use it.
const stripe = new Stripe('unused');
const app = express();

app.post('/webhooks/watches', express.raw({ type: 'application/json' }), (request, response) => {
  let event;
  try {
    const signature = request.headers['wth-signature'];
    event = stripe.webhooks.constructEvent(request.body, signature, process.env.WTH_WEBHOOK_SECRET);
  } catch {
    return response.sendStatus(401);
  }
  response.sendStatus(200);
  console.log(event.type, event.id);
});
app.listen(3000);`,
  },
  {
    language: 'Python (standardwebhooks)',
    code: `# pip install flask standardwebhooks
import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WTH_WEBHOOK_SECRET"])
app = Flask(__name__)

@app.post("/webhooks/watches")
def watches():
    try:
        event = webhook.verify(request.get_data(), dict(request.headers))
    except WebhookVerificationError:
        return "", 401
    print(event["type"], event["id"])
    return "", 200`,
  },
  {
    language: 'PHP',
    code: `<?php
$secret = getenv('WTH_WEBHOOK_SECRET');
$body = file_get_contents('php://input');

// WTH-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]; two of them while a secret is rotated
$time = 0;
$signatures = [];
foreach (explode(',', $_SERVER['HTTP_WTH_SIGNATURE'] ?? '') as $part) {
    [$name, $value] = explode('=', $part, 2) + [1 => ''];
    if ($name === 't') $time = (int) $value;
    if ($name === 'v1') $signatures[] = $value;
}
$expected = hash_hmac('sha256', $time . '.' . $body, $secret);
$isGenuine = abs(time() - $time) <= 300
    && array_filter($signatures, fn ($it) => hash_equals($expected, $it)) !== [];
if (!$isGenuine) {
    http_response_code(401);
    exit;
}
$event = json_decode($body, true);
error_log($event['type'] . ' ' . $event['id']);`,
  },
] as const;
