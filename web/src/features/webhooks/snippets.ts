// Checking a delivery in the languages that receivers are written in; docs/webhooks.md has the same.
export const SNIPPETS = {
  node: {
    label: 'Node.js',
    code: `import { Webhook } from 'standardwebhooks' // npm install standardwebhooks

app.post('/hook', express.raw({ type: 'application/json' }), (request, response) => {
  // throws when the signature or the time does not hold
  const event = new Webhook(process.env.CMIS_SECRET).verify(request.body, request.headers)
  response.sendStatus(204) // answer first, work afterwards
})`,
  },
  python: {
    label: 'Python',
    code: `from standardwebhooks import Webhook  # pip install standardwebhooks

@app.post("/hook")
def hook():
    # raises when the signature or the time does not hold
    event = Webhook(os.environ["CMIS_SECRET"]).verify(request.get_data(), request.headers)
    return "", 204  # answer first, work afterwards`,
  },
  php: {
    label: 'PHP',
    code: `$body = file_get_contents('php://input');
$expected = 'sha256=' . hash_hmac('sha256', $body, getenv('CMIS_SECRET'));
// after a rotation there are two signatures for a day
$given = explode(' ', $_SERVER['HTTP_X_CMIS_SIGNATURE'] ?? '');
$valid = array_filter($given, fn ($one) => hash_equals($expected, $one));
http_response_code($valid ? 204 : 401);`,
  },
} as const

export type Language = keyof typeof SNIPPETS
