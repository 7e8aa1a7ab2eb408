" `set`, not `setfiletype`: Vim has already taken these files for `conf`.
autocmd BufNewFile,BufRead dovecot.conf,*/dovecot/*.conf,*/dovecot/*.conf.ext set filetype=dovecot
