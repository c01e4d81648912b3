package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// body: the raw request body, before it is unmarshalled
// signature: the X-Sahut-Signature header
func verifyWebhook(body []byte, signature, secret string) bool {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	expected := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(expected), []byte(signature))
}
