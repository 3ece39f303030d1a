<?php
// Adminer with the server of ADMINER_DEFAULT_SERVER filled in where a visitor has not chosen one.
$server = getenv('ADMINER_DEFAULT_SERVER');
if ($server && $_SERVER['REQUEST_METHOD'] === 'GET' && !$_GET) {
    header('Location: ?pgsql=' . urlencode($server));
    exit;
}
chdir('/usr/share/adminer/adminer');
require '/usr/share/adminer/adminer/index.php';
