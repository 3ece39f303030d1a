<?php
// Adminer as its image has it: the server of ADMINER_DEFAULT_SERVER is filled in, and MySQL is chosen, until an address
// says something else.
if ($_SERVER['REQUEST_METHOD'] === 'GET' && !$_GET) {
    $_GET['server'] = getenv('ADMINER_DEFAULT_SERVER') ?: '';
}
chdir('/usr/share/adminer/adminer');
require '/usr/share/adminer/adminer/index.php';
