<?php
// Only the gateway connects to this address, and it takes x-hookproof-id away from everybody else.
$id = $_SERVER['HTTP_X_HOOKPROOF_ID'] ?? exit(http_response_code(403));
$event = json_decode(file_get_contents('php://input'));
// What fails once, to show what becomes of it: the sender comes again, and the id is free.
if ($event->data->fails && $_SERVER['HTTP_X_ATTEMPT'] === '1') exit(http_response_code(500));

// The gateway remembers nothing. An id is kept and the work is done together, or neither is.
$database = new PDO(getenv('PHP_DATABASE'), options: [PDO::ATTR_PERSISTENT => true]);
$database->beginTransaction();
$seen = $database->prepare('insert into seen (id) values (?) on conflict do nothing');
$seen->execute([$id]);
if ($seen->rowCount() === 1)
    $database->prepare("insert into work (receiver, id) values ('PHP', ?)")->execute([$id]);
$database->commit();
http_response_code(204);
