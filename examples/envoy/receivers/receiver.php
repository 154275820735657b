<?php
// php -S 127.0.0.1:8080 receiver.php: on the loopback alone, so that only the gateway reaches it.
$id = $_SERVER['HTTP_X_HOOKPROOF_ID'] ?? null; // Nobody outside can set it.
if ($id === null) return http_response_code(401); // Nothing was verified.
$event = json_decode(file_get_contents('php://input'), true);
error_log("$id: {$event['type']}"); // Claim the id in your database first: it may come twice.
http_response_code(204);
