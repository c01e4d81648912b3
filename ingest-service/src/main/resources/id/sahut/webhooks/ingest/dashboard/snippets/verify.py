import hashlib
import hmac


# body: the raw request body as bytes, before json.loads
# signature: the X-Sahut-Signature header
def verify_webhook(body: bytes, signature: str, secret: str) -> bool:
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), (signature or "").encode())
