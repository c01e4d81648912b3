<?php

// $body: file_get_contents('php://input'), before json_decode
// $signature: $_SERVER['HTTP_X_SAHUT_SIGNATURE']
function verify_webhook(string $body, string $signature, string $secret): bool
{
    $expected = 'sha256=' . hash_hmac('sha256', $body, $secret);
    return hash_equals($expected, $signature);
}
